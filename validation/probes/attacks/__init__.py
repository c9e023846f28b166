"""Every attack there is, by name."""

from validation.probes.attacks import numbers, plain, structured, style, text
from validation.probes.case import Attack

_ALL = (
    *plain.PLAIN_ATTACKS,
    *text.TEXT_ATTACKS,
    *style.STYLE_ATTACKS,
    *structured.PROGRAM_ATTACKS,
    *numbers.NUMBER_ATTACKS,
    *structured.STRUCTURED_ATTACKS,
    *plain.REPLY_ATTACKS,
)
# The order counts: of variants that are paid alike, the attack that stands first is shown.
ATTACKS: dict[str, Attack] = {record.name: record for record in _ALL}
