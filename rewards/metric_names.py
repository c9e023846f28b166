"""The names of the metrics by which one package tells another what happened to a score.

A metric is a number beside a score, in `Score.metrics`; the trainer logs it as it is. Judges,
handlers and validation agree on these names: who writes a metric and who reads it both import it.

```
judges ──────────── FIRST_PLACE, FLIPPED, MISSING_JUDGES ──▶ validation (of judges)
lambda_handlers ─── ABSTAINED, SCORING_ERROR ─────────────▶ validation (of a handler's reply)
lambda_handlers ─── NO_RESPONSE ──────────────────────────▶ the trainer's log
rewards ─────────── TIMED_OUT, METRICS_DROPPED ───────────▶ the trainer's log
```
"""

# Of a pairwise judge: its score with the reply first, less that with the reply second, -1 to 1.
FIRST_PLACE = "first_place"

# Of a pairwise judge: 1 when both verdicts are for the same place and not for the same reply.
FLIPPED = "flipped"

# Of a panel with a quorum: how many of its judges did not answer.
MISSING_JUDGES = "missing_judges"

# Of a handler: 1 when the reward abstained, and the number is that of `on_error`.
ABSTAINED = "abstained"

# Of a handler: 1 when the reward failed, and the number is that of `on_error`.
SCORING_ERROR = "scoring_error"

# Of a handler: 1 when the sample holds no reply, and the number is the floor.
NO_RESPONSE = "no_response"

# Of `math_match`: 1 when the reply's expression took too long to compare.
TIMED_OUT = "timed_out"

# Of a reply too large for Lambda: how many metrics and parts of the sample it leaves out.
METRICS_DROPPED = "metrics_dropped"
