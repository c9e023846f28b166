"""What is under test: a reward, a handler, a built artifact or a deployed function."""
