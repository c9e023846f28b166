"""Where the process begins: `python -I -S start.py MODE`, with its job on stdin."""

import os
import sys

# The package as an empty shell, since what `rewards` itself imports would double the start-up.
_shell = type(sys)("rewards")
_folder = os.path.dirname(os.path.abspath(__file__))
_shell.__path__ = [os.path.dirname(os.path.dirname(_folder))]
sys.modules["rewards"] = _shell

if sys.argv[1] == "calls":
    from rewards.code.sandbox.tester import run_tests

    run_tests()
else:
    from rewards.code.sandbox.programs import run_inputs

    run_inputs()
