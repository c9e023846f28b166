"""The pages under docs/ tell the truth: examples, the tree of errors, the places they name."""

import ast
import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(page for page in DOCS.glob("*.md") if ">>> " in page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_a_page_come_to_what_it_says(page):
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, None, 0)
    told: list[str] = []
    doctest.DocTestRunner().run(examples, out=told.append)
    assert not told, "".join(told)


def test_pages_with_examples_exist():
    assert PAGES


PRODUCT = ("rewards", "judges", "lambda_handlers", "validation", "assay")


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


def test_architecture_md_names_folders_and_modules_that_exist():
    page = (DOCS / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([a-z_]+/[\w/.]*)`", page)
    modules = re.findall(r"`((?:rewards|judges|validation|lambda_handlers)(?:\.[a-z_]+)+)`", page)
    places = [DOCS.parent / name for name in named]
    places += [DOCS.parent / name.replace(".", "/") for name in modules]
    assert places
    assert [str(place) for place in places if not is_place(place)] == []


def is_place(place: Path) -> bool:
    return (
        place.is_file()
        or place.with_suffix(".py").is_file()
        or any(found.is_file() for found in place.glob("*"))
    )
