"""Does the verdict say what the run does? Real GRPO of a small model, and simulated training.

    warm starts ──▶ rollouts ──▶ assay.validate ──▶ verdict ─┐
         └────────▶ GRPO by the same reward ──▶ outcome ─────┴──▶ table, rates, AUC

`python -m benchmarks.training run --hours 2` adds runs to `results/`, `simulate` does the simulated
ones, and `tables` prints what has been found. Only `run` needs torch (requirements/training.txt).
"""
