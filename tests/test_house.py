"""The rules of the house: names, sizes, layers, and the pages that name each reward and judge."""

import ast
import importlib
import inspect
import io
import pkgutil
import re
import statistics
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import judges
import rewards
from benchmarks.rewards.all_rewards import cases
from rewards.types import Sample
from tests.rewards.test_properties import CASES

ROOT = Path(__file__).parents[1]
PACKAGES = ("assay", "validation", "lambda_handlers", "judges", "rewards")  # an arrow down only
FILES = sorted(file for folder in (*PACKAGES, "tools") for file in (ROOT / folder).rglob("*.py"))

# A function is named by a verb in the imperative or by the noun that it returns. The endings below
# are those of participles and adjectives; the words after them end alike and are exempt, by reason.
ADJECTIVE = re.compile(r"\w+(ed|ing|able|ible|ful|less|ly|ive|al|ic|ous)$")
IRREGULAR = """
    begun borne bound broken brought built chosen cut done drawn fed felt found given gone
    heard held hidden kept known laid left lent lost made meant met paid put read said seen
    sent set shown shut sold spent split spoilt spoken spread sunk taken taught thought thrown
    tied told torn understood won worn written wound woven
"""
NAMES_THAT_USERS_HOLD = {"answered", "boxed", "clipped", "gated", "penalised"}
VERBS = {"read", "receive", "seal"}
NOUNS = {"denial", "hedging", "refusal"}
EXEMPT = NAMES_THAT_USERS_HOLD | VERBS | NOUNS


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, Any]]:
    for file in FILES:
        yield from ((file, node) for node in ast.walk(tree(file)) if isinstance(node, kinds))


def code_lines(file: Path) -> int:
    """The lines that hold code: no blank line, no comment, no text that stands as a statement."""
    ignored = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline):
        if token.type not in ignored | {tokenize.ENDMARKER}:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.JoinedStr):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_class_names_are_unique_in_the_product():
    found = Counter(node.name for _, node in nodes(ast.ClassDef))
    assert [name for name, count in found.items() if count > 1] == []


def test_function_names_are_no_bare_participle_and_no_bare_adjective():
    assert [
        f"{place(file, node)} {node.name}"
        for file, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if is_bare_adjective(node.name)
    ] == []


def is_bare_adjective(name: str) -> bool:
    word = name.lstrip("_")
    if "_" in word or word in EXEMPT:
        return False
    return word in IRREGULAR.split() or ADJECTIVE.match(word) is not None


@pytest.mark.parametrize("name", ["told", "_settled", "opened", "asking", "plausible", "_missing"])
def test_the_rule_of_names_finds_participles_and_adjectives(name):
    assert is_bare_adjective(name)


@pytest.mark.parametrize(
    "name", ["open_target", "gold_text", "read", "gated", "__missing__", "ask"]
)
def test_the_rule_of_names_lets_verbs_nouns_and_exempt_names_pass(name):
    assert not is_bare_adjective(name)


NO_SUBJECT = re.compile(
    "test_(all|another|any|anything|both|everything|how|it|its|neither|nobody|none|nothing|of|once"
    "|others?|so|something|that|there|they|this|what|when|where|who|whoever|why)(_|$)"
)


def test_titles_of_tests_begin_with_the_thing_under_test():
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    functions = [
        (file, node)
        for file in files
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 1000
    assert [
        f"{place(file, node)} {node.name}"
        for file, node in functions
        if NO_SUBJECT.match(node.name)
    ] == []


def test_exempt_names_are_all_in_use():
    used = {node.name.lstrip("_") for _, node in nodes(ast.FunctionDef)}
    assert EXEMPT - used == set()


# What the house held, and the files that a capability with no family to extend may add.
PRODUCT_FILES = {
    "one house": 260,
    "commit a run": 24,
    "fast at any size": 12,
    "people who write rewards": 32,
}


def test_product_files_are_few_with_a_median_of_at_least_90_lines_and_none_above_500():
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert len(FILES) <= sum(PRODUCT_FILES.values())
    assert statistics.median(lengths.values()) >= 90
    assert {str(file.relative_to(ROOT)) for file, lines in lengths.items() if lines > 500} == set()


# What the first house held, and what each capability since may add to it (decision 0019).
LINES_OF_CODE = {
    "one house": 23_000,
    "what is tested is what will run": 2_050,
    "a verdict that the run confirms": 2_280,
    "nothing is lost, nothing leaks, nothing is silent": 2_550,
    "answers are read right": 1_000,
    "structured rewards speak the conventions of data sets": 2_950,
    "commit a run": 4_000,
    "fast at any size": 2_000,
    "people who write rewards": 4_500,
}


def test_product_code_is_no_longer_than_its_capabilities_allow():
    assert sum(map(code_lines, FILES)) <= sum(LINES_OF_CODE.values())


def test_code_lines_count_neither_blanks_nor_comments_nor_docstrings(tmp_path):
    file = tmp_path / "counted.py"
    file.write_text(
        '"""Two\nlines."""\n\n# A comment.\nTEXT = """one\ntwo"""  # remark\nx = [\n  1,\n]\n'
    )
    assert code_lines(file) == 5


def test_modules_open_with_a_docstring():
    assert [
        str(file.relative_to(ROOT)) for file in FILES if not ast.get_docstring(tree(file))
    ] == []


def test_functions_have_at_most_40_statements_by_ruff():
    lint = pyproject()["ruff"]["lint"]
    assert "PLR0915" in lint["select"]
    assert lint["pylint"]["max-statements"] == 40


def test_layers_are_held_by_an_import_contract():
    contracts = pyproject()["importlinter"]["contracts"]
    assert [contract["layers"] for contract in contracts if contract["type"] == "layers"] == [
        list(PACKAGES)
    ]


def pyproject() -> dict[str, Any]:
    tools: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    return tools


def modules(package: ModuleType) -> list[ModuleType]:
    """The modules at the top of a package, imported; a module that is only ever run is left out."""
    names = [found.name for found in pkgutil.iter_modules(package.__path__)]
    return [
        importlib.import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.endswith("_main") and not name.startswith("_")
    ]


def takes_a_sample(kind: type) -> bool:
    call = kind.__dict__.get("__call__")
    return call is not None and Sample in {
        p.annotation for p in inspect.signature(call).parameters.values()
    }


def families(package: ModuleType) -> dict[type, set[str]]:
    """Each public class that scores samples, with its name and those of its instances."""
    found: dict[type, set[str]] = {}
    for module in modules(package):
        public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        for name, value in public.items():
            kind = value if isinstance(value, type) else type(value)
            if kind.__module__ == module.__name__ and takes_a_sample(kind):
                found.setdefault(kind, set()).add(name)
    return found


READY = {
    kind: names for kind, names in families(rewards).items() if kind.__module__ != "rewards.compose"
}
JUDGES = families(judges)


def by_name(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else ""


def is_named(names: set[str], page: str) -> bool:
    text = (ROOT / "docs" / page).read_text("utf-8")
    return any(re.search(rf"`[^`\n]*\b{re.escape(name)}\b[^`\n]*`", text) for name in names)


@pytest.mark.parametrize("kind", READY, ids=by_name)
def test_each_reward_is_in_docs_rewards_md(kind):
    names = READY[kind] | {kind.__name__.lower()}
    assert is_named(names, "rewards.md"), f"add a row for {sorted(names)} to docs/rewards.md"


@pytest.mark.parametrize("kind", READY, ids=by_name)
def test_each_reward_is_in_the_benchmarks_and_so_in_the_properties(kind):
    assert CASES.keys() == cases().keys()
    if kind.__name__ != "Formula":  # made of rewards, as those of rewards.compose are
        found = {type(reward) for reward, _, _ in cases().values()}
        assert kind in found, f"add {kind.__name__} to benchmarks/rewards/all_rewards.py"


@pytest.mark.parametrize("name", rewards.__all__)
def test_each_name_of_rewards_is_in_the_docs(name):
    pages = "\n".join(
        page.read_text("utf-8") for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )
    ready = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()  # it holds a reward's settings
    assert re.search(rf"\b({name}|{ready})\b", pages), f"say in docs/ what rewards.{name} is"


@pytest.mark.parametrize("kind", JUDGES, ids=by_name)
def test_each_judge_is_in_docs_judges_md(kind):
    names = JUDGES[kind] | {kind.__name__.lower()}
    assert is_named(names, "judges.md"), f"name {sorted(names)} in docs/judges.md"


def test_each_rubric_is_in_docs_judges_md():
    rubrics = importlib.import_module("judges.rubrics")
    made = {
        name
        for name, value in vars(rubrics).items()
        if inspect.isfunction(value) and value.__module__ == "judges.rubrics" and name[0] != "_"
    }
    assert made
    assert {name for name in made if not is_named({name}, "judges.md")} == set()


def test_docs_readme_names_every_page_and_the_site_has_them_in_its_order():
    docs = ROOT / "docs"
    text = (docs / "README.md").read_text("utf-8")
    start = list(dict.fromkeys(re.findall(r"\]\(([\w/.-]+\.md)", text)))
    pages = {page.name for page in docs.glob("*.md")} - {"README.md"}
    assert {*start} == pages, "name each page of docs/ in docs/README.md, and no other"
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    groups = [group for part in nav for group in part.values()]
    site = [page for group in groups for page in ([group] if isinstance(group, str) else group)]
    assert site == ["README.md", *start], "mkdocs.yml: give nav the order of docs/README.md"
