"""Reading an answer out of prose: what the ready rewards, and `rewards.extract`, are made of.

the reply
  |  marks              cuts off reasoning, tools' parts and what follows the end of the turn
  |  phrases            makes marks plain, and writes the claims of sixteen languages in English
  |  corrections        keeps what follows the last correction
  |
  +- marked_answer      what stands in a box, an <answer> tag, a fence, or JSON's brackets
  +- answer_cues        the places that declare an answer: "A: 18", "the answer is 18"
  |    +- declared_answer     the number that they declare, else the last number
  |         +- numbers        what a number looks like, and its exact value
  |         +- negation       "not 18", "at least 18", "is it 18?"
  |         +- hedging        "5, 6 or 18"
  +- claims             letters and labels, which a number stands for, read by the same engine
  |    +- choice_letters      what the letters of a choice look like
  |    +- labels              what the labels of a set look like
  +- final_expression   the formula, read in the same way
  +- units              the unit beside a number

math_worker, in a process of its own, compares a formula with the gold:
latex_spelling (one spelling) -> math_shape (interval, set, list, ...) -> math-verify
"""
