"""The records of the platforms: conformance, the template and the pages agree with them."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from rewards.wire import PLATFORMS, PlatformName, find_platform
from rewards.wire.rows import row_forms
from validation.conformance.dialects import dialects

ROOT = Path(__file__).parents[3]
RECORDS = list(PLATFORMS.values())


def test_every_name_of_a_platform_has_a_record():
    assert tuple(PLATFORMS) == get_args(PlatformName)
    assert [find_platform(name).name for name in PLATFORMS] == list(PLATFORMS)


def test_an_unknown_platform_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"expected one of nova, bedrock, .*, got 'azure'"):
        find_platform("azure")


@pytest.mark.parametrize("platform", RECORDS, ids=lambda record: record.name)
def test_every_form_of_event_has_a_page_and_a_name_of_its_own(platform):
    sent = [*platform.rows, *platform.variants]
    assert all(form.page.startswith("https://") for form in sent)
    names = [form.name for form in sent]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("platform", RECORDS, ids=lambda record: record.name)
def test_conformance_knows_how_to_write_every_form_that_a_platform_sends(platform):
    first, *_ = row_forms(platform.name)
    assert first.name == platform.rows[0].name
    owed = {dialect.name: dialect.duty for dialect in dialects(platform.name, first)}
    for form in [*platform.rows[1:], *platform.variants]:
        assert owed[form.name] == form.duty


def test_the_template_offers_every_platform():
    assert template()["Parameters"]["Platform"]["AllowedValues"] == list(PLATFORMS)


def test_the_template_takes_a_snapshot_for_the_platforms_that_ask_an_alias():
    asked = re.findall(r"'Platform', '([\w-]+)'", str(template()["Conditions"]["Snaps"]))
    assert asked == [record.name for record in RECORDS if record.takes_qualifier]


def template() -> Any:
    """The template, with each of CloudFormation's functions as its arguments."""

    class Loader(yaml.SafeLoader):
        pass

    def arguments(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        return node.value

    Loader.add_multi_constructor("!", arguments)
    return yaml.load(_text("template.yaml"), Loader)


def test_the_pages_name_every_platform_and_no_other():
    rows = [
        line.split("|") for line in _text("docs/deploy.md").splitlines() if "`…Function" in line
    ]
    assert {row[2].strip(" `") for row in rows} == set(PLATFORMS)
    assert [name for name in PLATFORMS if f"`{name}`" not in _text("docs/conform.md")] == []


def _text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")
