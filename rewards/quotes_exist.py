"""Whether what the reply quotes is in its source."""

from dataclasses import dataclass

from rewards.answers.marks import spoken_text
from rewards.cites_source import match_quotations, quotations
from rewards.types import Sample, Score


@dataclass(frozen=True)
class QuotesExist:
    """The share of the reply's quotations that the source has, exactly or nearly.

    The source is the text in `metadata[field]`; with no `field` it is the last user's turn. What
    a quotation is, and when it is near enough, is said in `rewards.cites_source`; a near one may
    still change a word, so `likeness=1` asks for the very words. A reply without any quotation
    scores `unquoted`, which is 0, since an abstention would pay for quoting nothing.

    Raises ValueError where the source is missing or blank.

    Attributes:
        field (str or None): The metadata field that holds the source; None takes the last user's
            turn. Default "source".
        likeness (float): How alike a quotation must be, 0.5 to 1. Default 0.95.
        least_words (int): The fewest words that make a quotation; at least 1. Default 3.
        unquoted (float or None): The score where nothing is quoted; None abstains. Default 0.
    """

    field: str | None = "source"
    likeness: float = 0.95
    least_words: int = 3
    unquoted: float | None = 0.0

    def __post_init__(self) -> None:
        if not 0.5 <= self.likeness <= 1:
            raise ValueError(f"likeness: expected a share from 0.5 to 1, got {self.likeness!r}")
        if self.least_words < 1:
            raise ValueError(f"least_words: expected at least 1, got {self.least_words!r}")

    def __call__(self, sample: Sample) -> Score | None:
        source = self._source(sample)
        said = quotations(spoken_text(sample.response), least_words=self.least_words)
        if not said:
            return None if self.unquoted is None else Score(self.unquoted, "nothing is quoted")
        found = match_quotations(said, source, self.likeness)
        absent = [text for text, is_there in zip(said, found, strict=True) if not is_there]
        reason = f"not in the source: {absent[0]!r:.120}" if absent else ""
        return Score(1 - len(absent) / len(said), reason, metrics={"quotations": len(said)})

    def _source(self, sample: Sample) -> str:
        if self.field is None:
            turns = [turn.content for turn in sample.messages if turn.role == "user"]
            place, source = "messages", turns[-1] if turns else None
        else:
            place, source = f"metadata.{self.field}", sample.metadata.get(self.field)
        if not isinstance(source, str) or not source.strip():
            raise ValueError(f"{place}: expected the text of the source, got {source!r:.80}")
        return source


# The share of the reply's quotations that are in `metadata["source"]`.
quotes_exist = QuotesExist()
