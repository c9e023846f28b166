"""What holds of every test: no property has a time limit, and under ASSAY_STRICT=1 none is skipped.

A machine may be busy with other work, so that how long an example takes says nothing.

`make test` runs the tests in several processes. All tests of a file run in one of them, so that
what a file's fixtures make is made once. Three folders differ:

    tests/zoo       one process for each data set: the replies made for it are made once
    tests/template  one process: one SAM answers all questions
    tests/assay     any process for each test: the commands are what costs time
"""

import gc
import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# Collecting tests makes objects that all stay: to go through them for garbage is in vain. A test
# makes many that are soon gone: going through them less often saves a tenth of a property test.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope_of
    return scheduler


def scope_of(test_id: str) -> str:
    """The name of what runs in one process with this test."""
    file, _, test = test_id.partition("::")
    match file.split("/")[1]:
        case "zoo" if "[" in test:
            return test.rpartition(" on ")[2]
        case "template":
            return "template"
        case "assay":
            return test_id
    return file


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_a_skip(report)
    return report


def _fail_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped and not expected_to_fail and os.environ.get("ASSAY_STRICT") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"ASSAY_STRICT=1, and a test was skipped. {reason}"
