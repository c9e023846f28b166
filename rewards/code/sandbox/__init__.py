"""Untrusted code, and the tests that it is put to, in processes apart from the reward's.

    rewards.code.run           tester                        candidate
    (the reward's process)     (holds the tests)             (holds the code, behind the walls)
          |------ the job ------->|---- a call, as plain data --->|
          |<----- a verdict ------|<--- a value, as plain data ---|

    rewards.code.run           programs                      the program
          |------ the job ------->|---- stdin ------------------->|  one process for each input
          |<--- what it wrote ----|<--- stdout -------------------|

`start` draws what stands around these processes, and what ends them. These modules import nothing
of ours but each other, since each import is paid for by the start of every sandbox.
"""
