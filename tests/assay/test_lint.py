import json

from tests.assay.command import assay

ROWS = [
    {"messages": [{"role": "user", "content": "What is 3+4?"}], "reference_answer": "7"},
    {"messages": [{"role": "user", "content": "What is 3+4?"}], "reference_answer": "8"},
]


def test_lint_prints_each_rule_with_its_lines_and_remedy_and_ends_with_1(tmp_path):
    text = "\n".join(map(json.dumps, ROWS)) + "\nno JSON\n"
    (tmp_path / "rows.jsonl").write_text(text)
    ran = assay("lint", "rows.jsonl", "--skip", "count", cwd=tmp_path)
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "rows.jsonl: 2 errors, 1 piece of advice in 2 rows",
        "",
        "error: form",
        "  line 3: Invalid JSON: expected ident at line 1 column 2",
        "  to do: mend the line; assay prepare makes rows of other formats",
        "  source: this kit",
        "",
        "error: conflicting golds",
        "  line 2: the gold is '8', and line 1 asks the same with '7'",
        "  to do: keep the right one; the other pays wrong answers",
        "  source: this kit",
        "",
        "advice: duplicates",
        "  line 2: asks the same as line 1",
        "  to do: keep one: a prompt counts as often as it stands there",
        "  source: this kit",
    ]


def test_lint_ends_with_0_without_an_error_and_prints_one_json_object(tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROWS[0]))
    ran = assay("lint", "rows.jsonl", "--json", cwd=tmp_path)
    told = json.loads(ran.out)
    assert (ran.status, told["errors"], told["rows"]) == (0, 0, 1)
    assert [finding["rule"] for finding in told["findings"]] == ["count"]
