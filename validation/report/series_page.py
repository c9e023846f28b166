"""A page that draws the series of a run, one panel a column, with a line at each alarm."""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from validation.statistics.values import Floats
from validation.watching import Alarm, RunSeries

_WIDTH, _HEIGHT, _MARGIN = 720, 140, 60
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1f24; background: #fff }
svg { display: block; width: 100%; height: auto; margin: 0 0 1rem }
path { fill: none; stroke: #2257a8; stroke-width: 1.5 }
circle { fill: #2257a8 }
text { font: 11px system-ui, sans-serif; fill: #4a525c }
.alarm { stroke: #b3261e; stroke-dasharray: 4 3 }
.axis { stroke: #c4cad1 }
@media (prefers-color-scheme: dark) {
  body { color: #e6e9ed; background: #16191d }
  path { stroke: #8ab4f8 } circle { fill: #8ab4f8 } text { fill: #b4bcc6 }
}
"""


def series_page(series: RunSeries, alarms: Sequence[Alarm], unseen: Sequence[str]) -> str:
    """The page as HTML, whole in one file: alarms in words, then the panels."""
    said = "".join(
        f"<li><b>{escape(alarm.rule)}</b>"
        + ("" if alarm.step is None else f" at step {alarm.step:g}")
        + f": {escape(alarm.says)}. {escape(alarm.means.capitalize())}. "
        f"What to do: {escape(alarm.fix)}. <small>Source: {escape(alarm.source)}.</small></li>"
        for alarm in alarms
    )
    silent = "".join(f"<li>{escape(what)}</li>" for what in unseen)
    panels = "".join(_draw_panel(series, name, alarms) for name in series.columns)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The run so far</title>'
        f"<style>{_STYLE}</style></head><body><h1>The run so far</h1>"
        f"<p>{len(series)} steps of {escape(series.source)}.</p>"
        f"<h2>Alarms</h2>{f'<ul>{said}</ul>' if said else '<p>None.</p>'}"
        f"<h2>Series</h2>{panels}"
        + (f"<h2>Not looked at</h2><ul>{silent}</ul>" if silent else "")
        + "</body></html>\n"
    )


def _draw_panel(series: RunSeries, name: str, alarms: Sequence[Alarm]) -> str:
    values = series.columns[name]
    known = ~np.isnan(values)
    if not known.any():
        return ""
    low, high = float(values[known].min()), float(values[known].max())
    across = _scale(series.steps, _MARGIN, _WIDTH - 10)
    up = _scale(values, _HEIGHT - 20, 20)
    points = " L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across[known], up[known], strict=True))
    label = f"{name} ({series.names[name]}), {low:.4g} to {high:.4g}"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<text x="{_MARGIN}" y="12">{escape(label)}</text>'
        f'<line class="axis" x1="{_MARGIN}" x2="{_WIDTH - 10}" y1="{_HEIGHT - 20}" '
        f'y2="{_HEIGHT - 20}"/>'
        f'<text x="4" y="24">{high:.4g}</text><text x="4" y="{_HEIGHT - 20}">{low:.4g}</text>'
        f'<text x="{_MARGIN}" y="{_HEIGHT - 5}">step {series.steps[0]:g}</text>'
        f'<text x="{_WIDTH - 10}" y="{_HEIGHT - 5}" text-anchor="end">{series.steps[-1]:g}</text>'
        f'<path d="M{points}"/>{"".join(_draw_alarms(series, across, alarms))}</svg>'
    )


def _scale(values: Floats, start: float, end: float) -> Floats:
    """Values as places between two ends; in the middle where they are all the same."""
    low, high = np.nanmin(values), np.nanmax(values)
    shares = (
        (values - low) / (high - low) if high > low else np.where(np.isnan(values), values, 0.5)
    )
    placed: Floats = start + shares * (end - start)
    return placed


def _draw_alarms(series: RunSeries, across: Floats, alarms: Sequence[Alarm]) -> Iterator[str]:
    for alarm in alarms:
        if alarm.step is not None:
            x = across[int(np.searchsorted(series.steps, alarm.step))]
            yield (
                f'<line class="alarm" x1="{x:.1f}" x2="{x:.1f}" y1="16" y2="{_HEIGHT - 20}">'
                f"<title>{escape(alarm.rule)}</title></line>"
            )
