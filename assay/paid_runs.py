"""The Python API of a paid run: recipe, price, seal, verify and commit, as the commands do it.

recipe file ──▶ recipe ──▶ findings       report.json ──▶ seal ──▶ verify ──▶ comparisons
recipe and report ──▶ price ──▶ ranges    recipe and report ──▶ commit ──▶ RunRecord
series of a run ──▶ watch ──▶ WatchReport
function, rows and recipe ──▶ load ──▶ LoadReport
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assay.api import score
from validation.dataset import read_dataset
from validation.errors import InputError, name_options, name_unusable_file
from validation.loading import LoadReport, drive_function, find_rate
from validation.options import DEFAULT_OPTIONS, RunOptions
from validation.prices import prices_of
from validation.recipes.check import check_recipe
from validation.recipes.commitment import (
    RECORD_NAME,
    RunRecord,
    RunRequest,
    build_request,
    find_objections,
    start_run,
)
from validation.recipes.document import Recipe, RunPlatform, read_recipe
from validation.recipes.evidence import read_evidence
from validation.recipes.finding import Evidence, RecipeFinding, plan_run
from validation.recipes.price import Processor, RunPrice, price_run, read_measured_cost
from validation.run_series import read_run_series
from validation.seal import (
    SEAL_NAME,
    Seal,
    check_signature,
    make_seal,
    read_report,
    read_seal,
    sign_seal,
)
from validation.targets.open import TargetLike
from validation.verification import Comparison, verify_function, verify_tree
from validation.watching import (
    LEAST_STEPS,
    Alarm,
    RunSeries,
    changed_function,
    find_alarms,
    find_drift,
    find_unseen,
)


def recipe(
    file: str | Path,
    *,
    platform: RunPlatform | None = None,
    report: str | Path | None = None,
    rows: str | Path | None = None,
    function: str | None = None,
    inference_effort: str | None = "",
) -> list[RecipeFinding]:
    """What is wrong with a recipe or request, errors first, as `assay recipe` says.

    Args:
        file: YAML or JSON of what starts the run.
        platform: who runs it; by default as its keys say.
        report: the report.json of the reward that steers the run.
        rows: the JSON Lines that the run would train on.
        function: the deployed function, whose limits are read.
        inference_effort: low, medium, high or None, as the model is used later; "" if unknown.

    Raises InputError where a file or the function cannot be read.
    """
    evidence = read_evidence(report, rows, function, inference_effort)
    return check_recipe(read_recipe(file, platform), evidence)


def price(
    file: str | Path,
    report: str | Path,
    *,
    platform: RunPlatform | None = None,
    rows: str | Path | None = None,
    memory: int | None = None,
    processor: Processor = "x86_64",
    options: RunOptions = DEFAULT_OPTIONS,
) -> RunPrice:
    """What a run pays for its reward, each figure a range, as `assay price` says.

    Args:
        file: YAML or JSON of what starts the run.
        report: the report.json of the reward that steers it.
        platform: who runs it; by default as its keys say.
        rows: the JSON Lines that the run would train on.
        memory: the function's, in MB.
        processor: what the function runs on.
        options: its `prices` and `price` say what models cost.

    Raises InputError where a file cannot be read.
    """
    measured = read_measured_cost(read_report(report))
    plan = plan_run(read_recipe(file, platform), read_evidence(report, rows))
    return price_run(plan, measured, prices_of(options), memory, processor)


def seal(report: str | Path, key: str | None = None) -> Seal:
    """The seal of a report.json, written beside it, as `assay seal` does.

    `key` is a secret file or `kms:KEY`. Raises InputError where the key does not sign.
    """
    made = make_seal(read_report(report))
    if key is not None:
        made = sign_seal(made, key)
        wrong = check_signature(made, key)
        if wrong is not None:
            raise InputError(f"{key}: the signature that it made does not hold: {wrong}")
    write_text(Path(report).with_name(SEAL_NAME), made.to_json())
    return made


def verify(
    report: str | Path, *, function: str | None = None, key: str | None = None
) -> list[Comparison]:
    """Each part of what was validated beside what stands here, as `assay verify` says.

    Args:
        report: the report.json, and its seal.json where that stands beside it.
        function: a deployed function's name or ARN.
        key: what the seal was signed with.

    Raises InputError where a file, the key or the function cannot be read.
    """
    content = read_report(report)
    compared = [*_compare_seal(Path(report), content, key), *verify_tree(content)]
    return compared if function is None else [*compared, *verify_function(content, function)]


def _compare_seal(path: Path, report: Mapping[str, Any], key: str | None) -> Iterator[Comparison]:
    place = path.with_name(SEAL_NAME)
    if not place.exists():
        if key is not None:
            raise InputError(f"{place}: there is no seal to check; assay seal {path} makes one")
        return
    sealed = read_seal(place)
    if make_seal(report, sealed.override).digest == sealed.digest:
        yield Comparison("report", "same", f"seal {sealed.digest[:12]}")
    else:
        yield Comparison("report", "differs", f"{path} is not the report that {place} seals")
    if key is not None:
        wrong = check_signature(sealed, key)
        yield Comparison("signature", "differs" if wrong else "same", wrong or f"signed by {key}")
    elif sealed.signature is not None:
        says = f"signed by {sealed.signature.key}; its key checks it ({name_options('--key')})"
        yield Comparison("signature", "not checked", says)


def commit(
    file: str | Path,
    report: str | Path,
    *,
    rows: str | Path | None = None,
    function: str | None = None,
    key: str | None = None,
    days: float = 14,
    override: str = "",
) -> RunRecord:
    """Start the run that a report is about, once, as `assay commit --yes` does.

    Args:
        file: the request that starts the run.
        report: the report.json of its reward; seal.json and run.json are written beside it.
        rows: the JSON Lines that the run trains on.
        function: the deployed function; by default the one that the request names.
        key: what the seal is signed with.
        days: how old the report may be.
        override: why the run starts in spite of objections; the seal keeps it.

    Raises InputError with every objection where there is one and no reason, and where the service
    refuses the request.
    """
    content, read = read_report(report), read_recipe(file)
    findings = check_recipe(read, read_evidence(report, rows))
    compared = compare_run(content, function or find_function(read))
    objections = find_objections(content, findings, compared, days)
    if objections and not override.strip():
        raise InputError("; ".join(["the run was refused", *objections]))
    sealed = make_seal(content, override.strip() if objections else "")
    request = build_request(read, sealed)
    return start_sealed(request, sign_seal(sealed, key) if key else sealed, Path(report))


def compare_run(report: Mapping[str, Any], function: str | None) -> list[Comparison]:
    """The tree and the function beside the report."""
    if function is None:
        says = f"the request names no function of Lambda: {name_options('--function NAME')}"
        return [*verify_tree(report), Comparison("function", "not checked", says)]
    return [*verify_tree(report), *verify_function(report, function)]


def find_function(read: Recipe) -> str | None:
    """The function that a request names."""
    setting = plan_run(read, Evidence()).named.get("endpoint_arn")
    return str(setting.value) if setting is not None and not setting.is_blank else None


def start_sealed(request: RunRequest, sealed: Seal, report: Path) -> RunRecord:
    """Start the run. The seal is written before the run is paid for, and the record after."""
    write_text(report.with_name(SEAL_NAME), sealed.to_json())
    record = start_run(request, sealed)
    write_text(report.with_name(RECORD_NAME), record.to_json())
    return record


def write_text(place: Path, text: str) -> None:
    with name_unusable_file(place):
        place.write_text(text, "utf-8")


@dataclass(frozen=True)
class WatchReport:
    """What a watch of a run came to.

    Attributes:
        series: what was read.
        alarms: what was found, in the order of steps.
        unseen: the rules that could not speak, each with what it lacks.
    """

    series: RunSeries
    alarms: tuple[Alarm, ...]
    unseen: tuple[str, ...]

    @property
    def verdict(self) -> Literal["PASS", "FAIL", "INCONCLUSIVE"]:
        """FAIL with an alarm; INCONCLUSIVE while there are too few steps."""
        if self.alarms:
            return "FAIL"
        return "PASS" if len(self.series) >= LEAST_STEPS else "INCONCLUSIVE"

    def to_dict(self) -> dict[str, Any]:
        """As `assay watch --json` prints it."""
        return {
            "verdict": self.verdict,
            "source": self.series.source,
            "steps": len(self.series),
            "columns": dict(self.series.names),
            "alarms": [vars(alarm) for alarm in self.alarms],
            "not_looked_at": list(self.unseen),
        }

    def save(self, folder: str | Path) -> Path:
        """Write watch.html, a picture of the series with its alarms; its place."""
        from validation.report.series_page import series_page

        place = Path(folder) / "watch.html"
        with name_unusable_file(place):
            place.parent.mkdir(parents=True, exist_ok=True)
        write_text(place, series_page(self.series, self.alarms, self.unseen))
        return place


def watch(
    source: str | Path,
    *,
    names: Mapping[str, str] | None = None,
    probes: str | Path | None = None,
    target: TargetLike | None = None,
    report: str | Path | None = None,
    function: str | None = None,
) -> WatchReport:
    """What the series of a run say, as `assay watch` does.

    Args:
        source: a CSV or JSON Lines, a run's folder or server of MLflow, or CloudWatch.
        names: what reward, kl, length, reward_std, dead_groups or held_out is called there.
        probes: rows whose scores were recorded as the rating `recorded`.
        target: what scores the probes again.
        report: the report.json of what was validated.
        function: the deployed function that the run calls.

    Raises InputError where anything cannot be read.
    """
    if (probes is None) != (target is None):
        raise InputError(f"expected both or neither of {name_options('--probes and --target')}")
    if (report is None) != (function is None):
        raise InputError(f"expected both or neither of {name_options('--report and --function')}")
    series = read_run_series(str(source), names)
    alarms, unseen = find_alarms(series), list(find_unseen(series))
    if probes is not None and target is not None:
        alarms += find_drift(*_score_again(target, probes))
    if report is not None and function is not None:
        for one in verify_function(read_report(report), function):
            if one.outcome == "differs":
                alarms.append(changed_function(one.says))
            elif one.outcome == "not checked":
                unseen.append(f"the function's code: {one.says}")
    return WatchReport(series, tuple(alarms), tuple(unseen))


def _score_again(target: TargetLike, probes: str | Path) -> tuple[list[float], list[float | None]]:
    """The scores that were recorded, and those of now, None where there is none."""
    rows = read_dataset(str(probes)).rows
    lacking = next((row for row in rows if "recorded" not in row.ratings), None)
    if lacking is not None:
        raise InputError(f"{probes}: row {lacking.sample.id!r} has no rating named 'recorded'")
    told = score(target, rows)
    return [row.ratings["recorded"] for row in rows], [one.get("value") for one in told]


def load(
    function: TargetLike,
    rows: str | Path,
    *,
    recipe: str | Path,
    batches: int | None = None,
    concurrency: int | None = None,
    timeout: float | None = None,
    options: RunOptions = DEFAULT_OPTIONS,
) -> LoadReport:
    """Drive a function as the run will, as `assay load` does.

    Args:
        function: a deployed function's name or ARN, or a reward, handler or TARGET to run here.
        rows: the path of JSON Lines to send, repeated where they are too few.
        recipe: what starts the run; it says samples a batch and calls at once.
        batches: how many are sent; by default four for each call at once, and 12 here.
        concurrency: calls at once in place of the recipe's.
        timeout: seconds that a function that runs here will have on Lambda.
        options: its `platform` says whom the function answers.

    Raises InputError where a file or the function cannot be read.
    """
    rate = find_rate(plan_run(read_recipe(recipe), Evidence()), concurrency)
    return drive_function(function, read_dataset(str(rows)), rate, batches, options, timeout)
