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


LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)")  # the file, and the heading in it
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_to_files_and_to_headings_in_them(page):
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    assert [link for link in links if not leads_somewhere(page, *link)] == []


def leads_somewhere(page: Path, file: str, heading: str) -> bool:
    """Whether a link is to a file that exists and, where it names one, to a heading in it."""
    target = page.parent / file if file else page
    return target.exists() and (not heading or heading in anchors(target))


def anchors(page: Path) -> set[str]:
    """The names that headings have in links, where they are as simple as every renderer agrees."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r" +", "-", re.sub(r"[^\w -]", "", title.lower())) for title in titles}


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        (("b.md", ""), True),
        (("c.md", ""), False),
        (("b.md", "two-words"), True),
        (("", "own"), True),
        (("b.md", "code"), False),  # a comment of a fenced block is no heading
    ],
)
def test_a_link_leads_somewhere_when_its_file_and_its_heading_exist(link, leads, tmp_path):
    (tmp_path / "a.md").write_text("# Own\n")
    (tmp_path / "b.md").write_text("## Two words!\n\n```\n# code\n```\n")
    assert leads_somewhere(tmp_path / "a.md", *link) is leads


def linked_pages(page: Path) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\]\(([\w/.-]+\.md)", page.read_text("utf-8"))))


def test_pages_of_the_site_link_to_no_file_outside_of_it():
    docs = ROOT / "docs"
    links = [(page, file) for page in docs.rglob("*.md") for file in linked_pages(page)]
    assert links
    assert [
        link for link in links if not (link[0].parent / link[1]).resolve().is_relative_to(docs)
    ] == []
