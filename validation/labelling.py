"""People's labels: a sheet of the replies worth a person's time, and its ratings read back.

rows, scores ──choose_items──▶ items, with repeats ──▶ sheet.csv, sheet.html (no score, no model)
sheet.csv, filled in ──read_sheet──▶ ratings by row, and how far the person repeats herself
"""

import base64
import csv
import hashlib
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from validation.dataset import LabelledSample
from validation.errors import InputError, name_unusable_file
from validation.statistics.alpha import krippendorff_alpha
from validation.statistics.values import Floats

_TEMPLATES = Path(__file__).parent / "report" / "templates"
SHEET = "sheet.csv"
PAGE = "sheet.html"
_COLUMNS = ("item", "prompt", "reply", "rating", "note")


@dataclass(frozen=True)
class SheetItem:
    """One line of a sheet.

    Attributes:
        item: what stands for the row: a digest, in which neither score nor model can be read.
        row: the row that is to be rated.
        why: why it was chosen; a repeat says so.
    """

    item: str
    row: LabelledSample
    why: str

    @property
    def prompt(self) -> str:
        turns = self.row.sample.messages[:-1]
        return "\n\n".join(f"{turn.role}: {turn.content}" for turn in turns)

    @property
    def reply_text(self) -> str:
        """The reply, with the tool calls that it makes."""
        last = self.row.sample.messages[-1]
        calls = [f"{call.name}({json.dumps(call.arguments)})" for call in last.tool_calls]
        return "\n".join([last.content, *calls]).strip()


def choose_items(
    rows: Sequence[LabelledSample],
    scores: Floats,
    *,
    count: int,
    repeats: int,
    threshold: float | None = None,
    seed: int = 0,
) -> list[SheetItem]:
    """The rows worth a person's time in a random order, and some of them again at the end.

    Of the rows, a third are those on which the raters disagree most, by the spread of their ranks;
    a third have a mean score nearest to the threshold; the others are spread over the scores.
    Without scores the rows are drawn by chance, of as many prompts as there are.

    Args:
        rows: those with a reply.
        scores: what each rater said of each row, (rows, raters), NaN where it said nothing.
        count: rows to choose, at most.
        repeats: how many of them come twice.
        threshold: the score that decides; by default the middle of the range.
        seed: of everything that is drawn.
    """
    draw = random.Random(seed)
    reasons: dict[int, str] = {}
    if scores.shape[1]:
        means = _row_means(scores)
        third = count // 3
        if scores.shape[1] > 1:
            spread = np.nan_to_num(np.nanstd(_ranks(scores), axis=1), nan=-1.0)
            _take(reasons, np.argsort(-spread, kind="stable"), third, "raters disagree", spread > 0)
        known = np.isfinite(means)
        if known.any():
            middle = (np.nanmin(means) + np.nanmax(means)) / 2 if threshold is None else threshold
            nearest = np.argsort(np.abs(np.where(known, means, np.inf) - middle), kind="stable")
            _take(reasons, nearest, third, "near the threshold", known)
        order = np.argsort(np.where(known, means, np.inf), kind="stable")
        left = [int(at) for at in order if int(at) not in reasons]
        wanted = min(count - len(reasons), len(left))
        places = [int((n + draw.random()) * len(left) / wanted) for n in range(wanted)]
        reasons |= {left[place]: "spread over the scores" for place in places}
    else:
        reasons = dict.fromkeys(_one_a_prompt(rows, draw)[:count], "by chance")
    chosen = [*reasons]
    draw.shuffle(chosen)
    items = [SheetItem(item_digest(rows[at], 0), rows[at], reasons[at]) for at in chosen]
    # A repeat is at least half the sheet away from the first time.
    again = chosen[: min(repeats, len(chosen) // 2)]
    draw.shuffle(again)
    return items + [SheetItem(item_digest(rows[at], 1), rows[at], "a repeat") for at in again]


def _take(
    reasons: dict[int, str],
    order: Sequence[int] | np.ndarray,
    most: int,
    why: str,
    fits: np.ndarray,
) -> None:
    fresh = [int(at) for at in order if fits[at] and int(at) not in reasons]
    reasons |= dict.fromkeys(fresh[:most], why)


def _row_means(scores: Floats) -> Floats:
    counts = np.isfinite(scores).sum(axis=1)
    sums = np.nansum(scores, axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _ranks(scores: Floats) -> Floats:
    """Mid-ranks of each rater, on 0..1, so that scales of any kind can be compared."""
    from scipy.stats import rankdata

    ranks = rankdata(scores, axis=0, nan_policy="omit")
    return np.asarray(ranks / np.maximum(np.isfinite(scores).sum(axis=0), 1), dtype=np.float64)


def _one_a_prompt(rows: Sequence[LabelledSample], draw: random.Random) -> list[int]:
    """All rows in a random order, one of each prompt before the second of any."""
    order = draw.sample(range(len(rows)), len(rows))
    seen: dict[str, int] = {}
    rounds = []
    for at in order:
        seen[rows[at].prompt_id] = seen.get(rows[at].prompt_id, 0) + 1
        rounds.append((seen[rows[at].prompt_id], at))
    return [at for _, at in sorted(rounds, key=lambda entry: entry[0])]


def item_digest(row: LabelledSample, time: int) -> str:
    """What stands for a row in a sheet, the first time (0) and the second (1)."""
    said = repr((row.sample.id, row.prompt_id, row.sample.response, time))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:10]


def sheet_texts(
    items: Sequence[SheetItem], scale: tuple[int, int], question: str
) -> dict[str, str]:
    """The sheet as CSV and as a page that needs no network, by their names."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for item in items:
        writer.writerow((item.item, _cell(item.prompt), _cell(item.reply_text), "", ""))
    script = (_TEMPLATES / "sheet.js").read_text("utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    page = environment.get_template("sheet.html.j2").render(
        items=items,
        ratings=range(scale[0], scale[1] + 1),
        question=question,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return {SHEET: out.getvalue(), PAGE: page.encode("utf-8", "replace").decode()}


def _cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@dataclass(frozen=True)
class SheetRatings:
    """What a person said.

    Attributes:
        ratings: by the place of the row; of a row that was rated twice the first rating.
        pairs: the two ratings of the rows that were rated twice.
        blank: lines without a rating.
    """

    ratings: Mapping[int, float]
    pairs: tuple[tuple[float, float], ...]
    blank: int

    @property
    def consistency(self) -> str:
        """How far the person gave the same rating twice, in a sentence."""
        if not self.pairs:
            return "self-consistency: not known, since no row was rated twice"
        same = sum(one == other for one, other in self.pairs)
        apart = sum(abs(one - other) for one, other in self.pairs) / len(self.pairs)
        alpha = krippendorff_alpha(np.array(self.pairs, dtype=np.float64), "ordinal")
        agreed = f", alpha {alpha:.2f}" if np.isfinite(alpha) else ""
        return (
            f"self-consistency: {same} of {len(self.pairs)} repeats have the same rating, "
            f"{apart:.2g} apart on average{agreed}"
        )


def read_sheet(path: str | Path, rows: Sequence[LabelledSample]) -> SheetRatings:
    """The ratings of a sheet that was filled in, for the rows that it was made of.

    Raises InputError, with the line, for a file that cannot be read, an item of other rows, and a
    rating that is no number.
    """
    places = {
        item_digest(row, time): (at, time) for at, row in enumerate(rows) for time in range(2)
    }
    with name_unusable_file(path):
        text = Path(path).read_bytes().decode("utf-8-sig", "replace")
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not {"item", "rating"} <= {*(reader.fieldnames or ())}:
        raise InputError(f"{path}: expected the columns item and rating of a sheet")
    found: dict[int, dict[int, float]] = {}
    blank = 0
    for line in reader:
        item, said = (line["item"] or "").strip(), (line["rating"] or "").strip()
        place = f"{path}:{reader.line_num}"
        if item not in places:
            raise InputError(f"{place}: item: {item!r} is of no row; give the DATA of the sheet")
        if not said:
            blank += 1
            continue
        try:
            value = float(said.replace(",", "."))
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            raise InputError(f"{place}: rating: expected a number, got {said!r:.60}")
        at, time = places[item]
        found.setdefault(at, {})[time] = value
    ratings = {at: times[min(times)] for at, times in found.items()}
    pairs = tuple((times[0], times[1]) for times in found.values() if len(times) == 2)
    return SheetRatings(ratings, pairs, blank)
