"""Every attack there is, by name."""

from validation.probes.attacks import (
    denial,
    forms,
    guesses,
    judges,
    length,
    letters,
    numbers,
    plain,
    programs,
    prompts,
    replies,
    structured,
    style,
)
from validation.probes.trick import Attack

_FILES = (
    plain, guesses, denial, prompts, forms, style, length, letters, judges, programs, numbers,
    structured, replies,
)  # fmt: skip
ATTACKS: dict[str, Attack] = {attack.name: attack for file in _FILES for attack in file.ATTACKS}
