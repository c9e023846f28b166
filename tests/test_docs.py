"""The pages under docs/ tell the truth: examples, the tree of errors, the places they name."""

import ast
import doctest
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from judges.criteria import read_criteria
from tests.assay.command import assay
from tests.journey import Block, read_blocks
from tests.judges.chat_server import chat, says
from validation.gate_file import read_gate

__all__ = ["chat"]

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(page for page in DOCS.glob("*.md") if ">>> " in page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_a_page_come_to_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, None, 0)
    told: list[str] = []
    doctest.DocTestRunner().run(examples, out=told.append)
    assert not told, "".join(told)


def test_pages_with_examples_exist():
    assert PAGES


def test_the_judge_of_the_how_tos_rates_rows_by_a_local_server(chat, tmp_path, monkeypatch):
    blocks = read_blocks(DOCS / "howto.md")
    (judge,) = [block.text for block in blocks if block.text.startswith("# my_judge.py\n")]
    (commands,) = [block.text.splitlines() for block in blocks if block.kind == "sh"]
    (tmp_path / "my_judge.py").write_text(judge)
    turns = [{"role": "user", "content": "3 * 7 + 5?"}, {"role": "assistant", "content": "26"}]
    (tmp_path / "rows.jsonl").write_text(json.dumps({"messages": turns}))
    chat.script = lambda asked: says('{"reason": "No work is shown.", "rating": 2}')
    monkeypatch.setenv("JUDGE_URL", chat.url)
    subprocess.run(commands[0], shell=True, cwd=tmp_path, check=True)
    ran = assay(*shlex.split(commands[1])[1:], cwd=tmp_path)
    assert ran.status == 0, ran.err
    (rated,) = map(json.loads, (tmp_path / "scores.jsonl").read_text().splitlines())
    assert (rated["value"], rated["reason"]) == (0.25, "No work is shown.")
    assert chat.requests[0].body["model"] == "qwen3:8b"


NOTEBOOK = DOCS.parent / "examples" / "first_verdict.ipynb"


def test_the_notebook_has_ten_cells_that_run_in_their_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (notebook["nbformat"], len(notebook["cells"])) == (4, 10)
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    for number, text in enumerate(code):
        exec(compile(text, f"{NOTEBOOK.name}:cell {number}", "exec"), names)
    assert [names["first"].verdict, names["second"].verdict] == ["FAIL", "PASS"]
    assert (tmp_path / "report" / "report.html").exists()
    assert all(not cell.get("outputs") for cell in notebook["cells"])


PRODUCT = ("rewards", "judges", "lambda_handlers", "validation", "assay")
FOLDERS = (*PRODUCT, "examples", "benchmarks", "tests", "docs", "tools")
ELSEWHERE = {
    "lambda_handlers/polite_reply.py",  # the example of a file that the reader adds
    "lambda_handlers/NAME.py",  # those of the page on `assay new`
    "tests/lambda_handlers/test_NAME.py",
    "examples/NAME.jsonl",
    "assay/examples/",  # where the wheel has what a clone has in examples/
}
ALL_PAGES = [
    *(DOCS.parent / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(DOCS.rglob("*.md")),
]


def is_program(block: Block) -> bool:
    return block.kind == "python" and ">>> " not in block.text


PROGRAMS = {
    page.name: blocks
    for page in sorted(DOCS.glob("*.md"))
    if page.name != "tutorial.md"  # tests/test_wheel.py runs it
    and (blocks := [block.text for block in read_blocks(page) if is_program(block)])
}


def test_programs_are_on_several_pages():
    assert {"judges.md", "testing.md", "deploy.md"} <= PROGRAMS.keys()


@pytest.mark.parametrize("page", PROGRAMS)
def test_programs_of_a_page_run_and_their_tests_pass(page, monkeypatch):
    readme = read_blocks(DOCS.parent / "README.md")  # whose reward the pages speak of
    shown = [block.text for block in readme if block.text.startswith("# my_rewards.py\n")]
    module = ModuleType("my_rewards")
    exec(shown[-1], vars(module))
    monkeypatch.setitem(sys.modules, "my_rewards", module)
    names: dict[str, Any] = {}
    for program in PROGRAMS[page]:
        exec(compile(program, page, "exec"), names)
    tests = [name for name in names if name.startswith("test_")]
    for name in tests:
        names[name]()
    # All that the programs define is there in the end, and no test of theirs was left out.
    written = "\n".join(PROGRAMS[page])
    assert tests == re.findall(r"^def (test_\w+)", written, re.MULTILINE)
    assert set(re.findall(r"^(?:def|class) (\w+)", written, re.MULTILINE)) <= names.keys()


TOML = [
    (page.name, block) for page in ALL_PAGES for block in read_blocks(page) if block.kind == "toml"
]


@pytest.mark.parametrize(("page", "block"), TOML, ids=lambda part: str(getattr(part, "line", part)))
def test_toml_of_a_page_is_read_as_what_the_page_says_it_is(page, block, tmp_path):
    read = {"gate.md": read_gate, "judges.md": read_criteria}[page]
    (tmp_path / "shown.toml").write_text(block.text)
    assert read(tmp_path / "shown.toml")


def test_architecture_md_draws_the_tree_of_errors_as_the_classes_have_it():
    page = (DOCS / "architecture.md").read_text("utf-8")
    drawn, path = {}, [""]
    for indent, name in re.findall(r"^( *)(\w+Error)\b", page, re.MULTILINE):
        path[len(indent) // 4 + 1 :] = [name]
        drawn[name] = path[-2]
    assert drawn == {"AssayError": ""} | parents_of_errors()


def parents_of_errors() -> dict[str, str]:
    """Each public error of the product with the error of ours that it is derived from."""
    bases = {
        node.name: [base.id for base in node.bases if isinstance(base, ast.Name)]
        for package in PRODUCT
        for file in (DOCS.parent / package).rglob("*.py")
        if "sandbox" not in file.parts  # it runs in a process of its own, without the kit
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    }
    return {
        name: next((base for base in of if base in bases), "")
        for name, of in bases.items()
        if not name.startswith("_") and name != "AssayError"
    }


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_pages_name_folders_and_modules_that_exist(page):
    text = page.read_text("utf-8")
    folders = rf"`((?:{'|'.join(FOLDERS)})/[\w/.]*\w/?)`"
    modules = rf"`((?:{'|'.join(PRODUCT)})(?:\.[a-z_]\w*)+)"
    missing = [
        name for name in re.findall(folders, text) if not is_place(name) and name not in ELSEWHERE
    ]
    missing += [name for name in re.findall(modules, text) if not is_object(name)]
    assert missing == []


def is_object(name: str) -> bool:
    """Whether a dotted name is a module, or stands in the module that its front part names."""
    module, _, last = name.rpartition(".")
    files = [f"{module.replace('.', '/')}{end}" for end in (".py", "/__init__.py", "/__init__.pyi")]
    texts = [
        (DOCS.parent / file).read_text("utf-8") for file in files if (DOCS.parent / file).is_file()
    ]
    return is_place(name.replace(".", "/")) or any(re.search(rf"\b{last}\b", t) for t in texts)


def is_place(name: str) -> bool:
    place = DOCS.parent / name
    return (
        place.is_file()
        or place.with_suffix(".py").is_file()
        or any(found.is_file() for found in place.glob("*"))
    )
