"""Choices that look random and are always the same for the same row."""

import hashlib
import json
from collections.abc import Sequence
from typing import TypeVar

from rewards.types import Sample

T = TypeVar("T")


def seed_of(sample: Sample) -> str:
    """A digest of what was asked and of its reference; the sample's reply and id do not count."""
    asked = sample.messages[:-1] if sample.answered else sample.messages
    told = [[turn.content for turn in asked], sample.reference_answer]
    text = json.dumps(told, sort_keys=True, default=str, skipkeys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def chosen(seed: str, what: str, options: Sequence[T]) -> T:
    """One of the options, by the seed and by what it is chosen for."""
    digest = hashlib.blake2b(f"{seed}/{what}".encode(), digest_size=8).digest()
    return options[int.from_bytes(digest) % len(options)]
