"""Handlers with one fault each, and the check that has to say so."""

import random
from dataclasses import replace

from rewards.wire import PlatformName
from tests.validation.conformance.by_hand import BARE, echoed, enveloped, last_turn
from tests.validation.conformance.faults import (
    Counting,
    Handler,
    KeptById,
    any_turn,
    anywhere,
    ascii_alone,
    by_id_in_the_event,
    entry,
    first_answer,
    flat_metadata,
    gold_first,
    half_without_reference,
    less_the_mean,
    metrics,
    or_else,
    oss,
    plain_role,
    plain_text,
    scored,
    shifted_by_a_hole,
    slow_on_long,
    some_text,
    told_by_context,
    top_level_alone,
    unless,
    with_the_question,
)

Broken = tuple[str, PlatformName, Handler, str]

# Handlers that do not read a form which a page of their platform shows, and that form.
UNREAD: tuple[Broken, ...] = (
    ("lists alone", "nova", replace(BARE, rows=list), "one object"),
    ("text alone", "nova", replace(BARE, said=plain_text), "content in parts"),
    ("one role alone", "nova", replace(BARE, said=plain_role), "nova_assistant"),
    ("top level alone", "nova", replace(BARE, gold=top_level_alone), "reference under metadata"),
    ("top level alone", "bedrock", replace(BARE, gold=top_level_alone), "reference under metadata"),
    (
        "messages alone",
        "serverless-oss",
        oss(said=lambda row: last_turn({"messages": row["messages"]})),
        "verl row",
    ),
)

BROKEN: tuple[Broken, ...] = (
    ("constant", "nova", scored(lambda score: 0.5), "right above wrong"),
    ("constant zero", "nova", scored(lambda score: 0.0), "right above wrong"),
    ("gold below garbage", "nova", scored(lambda score: 1 - score), "right above wrong"),
    ("NaN", "nova", scored(lambda score: score or float("nan")), "reply: scores"),
    ("all NaN", "nova", scored(lambda score: float("nan")), "reply: scores"),
    ("infinite", "nova", scored(lambda score: score or float("-inf")), "reply: scores"),
    ("null score", "nova", scored(lambda score: score or None), "reply: scores"),
    ("numbers as text", "nova", scored(str), "reply: scores"),
    ("booleans", "nova", scored(bool), "reply: scores"),
    ("wrong ids", "nova", replace(BARE, entry=entry(id="0")), "reply: ids"),
    ("null ids", "nova", replace(BARE, entry=entry(id=None)), "reply: ids"),
    ("an entry too many", "nova", replace(BARE, replied=lambda e: [*e, *e[:1]]), "reply: count"),
    ("an entry too few", "nova", replace(BARE, replied=lambda e: e[1:]), "reply: count"),
    (
        "metric as text",
        "nova",
        metrics({"name": "answer", "value": "12", "type": "Metric"}),
        "reply: metrics",
    ),
    (
        "metric type in small letters",
        "nova",
        metrics({"name": "answer", "value": 1.0, "type": "metric"}),
        "reply: metrics",
    ),
    ("envelope", "nova", replace(BARE, replied=enveloped), "reply: form"),
    ("bare list", "serverless-oss", BARE, "reply: form"),
    (
        "body as a list",
        "serverless-oss",
        oss(replied=lambda entries: {"statusCode": 200, "body": entries}),
        "reply: form",
    ),
    ("less its batch's mean", "nova", less_the_mean, "order and batch do not matter"),
    ("a hole shifts the rest", "nova", shifted_by_a_hole, "a bad sample spoils no other"),
    ("kept by id", "nova", KeptById(), "nothing is remembered"),
    ("more each event", "nova", Counting(), "nothing is remembered"),
    ("response first", "scorer", replace(BARE, said=gold_first), "event: SageMaker evaluation"),
    ("first answer", "nova", replace(BARE, said=first_answer), "the last turn is graded"),
    (
        "user's turn",
        "nova",
        replace(BARE, said=any_turn),
        "rows without a reply or an id",
    ),
    (
        "question and answer",
        "nova",
        replace(BARE, said=with_the_question, grade=anywhere),
        "the prompt is not graded",
    ),
    (
        "no id no answer",
        "nova",
        unless(lambda row: "id" not in row),
        "rows without a reply or an id",
    ),
    (
        "one id for all",
        "nova",
        replace(BARE, entry=lambda row, n, s: echoed({"id": row.get("id", "row")}, n, s)),
        "rows without a reply or an id",
    ),
    ("half without", "nova", half_without_reference, "a missing reference is no score"),
    ("errors made zeros", "nova", or_else(0.0), "a broken row is no score"),
    (
        "empty reply refused",
        "nova",
        replace(BARE, said=lambda row: some_text(last_turn(row))),
        "an empty reply is no right answer",
    ),
    ("latin letters", "nova", replace(BARE, grade=ascii_alone), "letters beyond ASCII"),
    ("short replies", "nova", replace(BARE, grade=slow_on_long), "a very long reply"),
    (
        "a large reply",
        "nova",
        replace(BARE, entry=entry(note="x" * 60_000)),
        "the largest reply",
    ),
    ("out of range", "nova", scored(lambda score: 10 * score), "the declared range"),
)
"""What it is, its platform, itself, and the one check that fails."""

ADVISED: tuple[Broken, ...] = (
    ("chance", "nova", scored(lambda score: random.random()), "the same twice"),
    (
        "ids made text",
        "nova",
        replace(BARE, entry=lambda row, n, s: echoed({"id": str(row.get("id", n))}, n, s)),
        "ids that no page shows",
    ),
    (
        "empty batch refused",
        "nova",
        replace(BARE, replied=lambda entries: [*entries, entries[0]][:-1]),
        "an empty batch",
    ),
    ("one entry an id", "nova", by_id_in_the_event, "ids that no page shows"),
    ("a clock", "nova", told_by_context, "a context that is none"),
    ("flat metadata", "nova", replace(BARE, gold=flat_metadata), "deep metadata"),
)
"""The same, of what no page shows or of chance: the one check is advice, and nothing fails."""
