"""Reading an answer out of prose: what the ready rewards, and `rewards.extract`, are made of."""
