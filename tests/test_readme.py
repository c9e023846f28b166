"""What the README names exists, and a block that fails is told; test_wheel.py runs its blocks."""

import re
import sys
from pathlib import Path

import pytest

from tests.journey import Block, run_blocks

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BINARIES = Path(sys.executable).parent


def test_run_blocks_names_the_line_of_a_text_that_the_output_lacks(tmp_path):
    blocks = [Block("sh", "echo PASS\n", 3), Block("text", "FAIL\n", 7)]
    assert [told.split(":")[0] for told in run_blocks(blocks, tmp_path, BINARIES)] == ["line 7"]


def test_run_blocks_names_the_line_of_a_block_that_could_not_run(tmp_path):
    blocks = [Block("python", "import nothing_of_the_kind\n", 3), Block("sh", "exit 2\n", 9)]
    found = [told.split(":")[0] for told in run_blocks(blocks, tmp_path, BINARIES)]
    assert found == ["line 3", "line 9"]


def test_make_targets_that_the_readme_names_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README.read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= targets


PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_to_files(page):
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
