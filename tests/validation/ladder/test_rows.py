"""A graded dataset out of prompts and references."""

import json

from tests.validation.data import write_rows
from validation.dataset import read_dataset, row_as_dict
from validation.ladder import ladder_dataset


def row(number, reference, prompt="How much?", **rest):
    turns = [{"role": "user", "content": f"{prompt} ({number})"}]
    return {"id": f"r{number}", "messages": turns, "reference_answer": reference, **rest}


def ladder(folder, *rows, form=None):
    write_rows(folder / "rows.jsonl", rows)
    return ladder_dataset(read_dataset(str(folder / "rows.jsonl")), form)


def test_each_rung_is_a_row_with_its_quality_and_how_it_was_made(tmp_path):
    made = ladder(tmp_path, row(1, "18"), row(2, "21")).rows
    by_id = {rung.sample.id: rung for rung in made}
    assert next(iter(by_id)) == "r1/gold"
    assert by_id["r1/gold"].quality == 1
    assert by_id["r1/tenfold"].quality == 0
    assert by_id["r1/tenfold"].made == "tenfold: ten times as much"
    assert by_id["r1/tenfold"].sample.response == "180"
    assert {rung.policy for rung in made} == {"ladder"}
    assert len({rung.prompt_id for rung in made}) == 2


def test_a_reward_cannot_see_how_a_row_was_made(tmp_path):
    for rung in ladder(tmp_path, row(1, "18", metadata={"level": 3})).rows:
        assert rung.sample.metadata == {"level": 3}
        assert rung.sample.reference_answer == "18"


def test_the_wrong_answer_is_that_of_the_next_row_with_another(tmp_path):
    made = ladder(tmp_path, row(1, "18"), row(2, "18"), row(3, "yes"), row(4, "21")).rows
    said = {rung.sample.id: rung.sample.response for rung in made}
    assert said["r1/wrong"] == said["r2/wrong"] == "21"
    assert said["r4/wrong"] == "18"


def test_replies_in_the_rows_are_dropped_and_a_prompt_counts_once(tmp_path):
    replied = row(1, "18")
    replied["messages"] = [*replied["messages"], {"role": "assistant", "content": "It is 7."}]
    again = {**row(1, "18"), "id": "r1-again"}
    made = ladder(tmp_path, replied, again).rows
    assert all(rung.sample.id.startswith("r1/") for rung in made)
    assert all(len(rung.sample.messages) == 2 for rung in made)
    assert not any("7" in rung.sample.response and rung.quality == 1 for rung in made)


def test_answers_stand_as_the_prompt_asks_for_them(tmp_path):
    made = ladder(tmp_path, row(1, "18", 'End with "#### <answer>".'.replace("<answer>", "X"))).rows
    said = {rung.sample.id: rung.sample.response for rung in made}
    assert said["r1/gold"] == "#### 18"
    assert said["r1/tenfold"] == "#### 180"
    assert "r1/gold_boxed" not in said


def test_gold_comes_in_every_form_where_none_is_asked_for(tmp_path):
    said = {rung.sample.id: rung.sample.response for rung in ladder(tmp_path, row(1, "18")).rows}
    assert (said["r1/gold"], said["r1/gold_boxed"]) == ("18", "\\boxed{18}")


def test_a_worked_solution_is_followed_by_its_answer_as_it_ends_itself(tmp_path):
    solution = "3 + 4 = 7 eggs are gone.\n16 - 7 = 9\n#### 9"
    made = ladder(tmp_path, row(1, solution, "End with ####.")).rows
    said = {rung.sample.id: rung.sample.response for rung in made}
    assert said["r1/gold"] == solution
    assert said["r1/tenfold"] == solution.replace("#### 9", "#### 90")
    assert said["r1/truncated"] == "3 + 4 = 7 eggs are gone."


def test_the_form_can_be_chosen_and_is_left_where_a_row_cannot_have_it(tmp_path):
    made = ladder(tmp_path, row(1, "18"), row(2, {"a": 1, "b": 2}), form="boxed").rows
    said = {rung.sample.id: rung.sample.response for rung in made}
    assert said["r1/tenfold"] == "\\boxed{180}"
    assert said["r2/gold"] == '{"a": 1, "b": 2}'


def test_rows_that_were_written_are_read_as_they_were(tmp_path):
    calls = [{"name": "roll", "arguments": {"dice": 2}}]
    tools = [{"type": "function", "function": {"name": "roll"}}]
    before = ladder(tmp_path, row(1, "18"), row(2, calls, tools=tools))
    write_rows(tmp_path / "ladder.jsonl", [row_as_dict(rung) for rung in before.rows])
    assert read_dataset(str(tmp_path / "ladder.jsonl")).rows == before.rows


def test_the_ladder_is_the_same_on_every_run_and_has_a_digest_of_its_own(tmp_path):
    first, second = (ladder(tmp_path, row(1, "18"), row(2, "21")) for _ in range(2))
    assert first == second
    assert first.digest != read_dataset(str(tmp_path / "rows.jsonl")).digest


def test_ladder_makes_no_rows_without_a_usable_reference(tmp_path):
    assert ladder(tmp_path, row(1, None), row(2, {"tests": "assert f(1)"})).rows == ()


def test_ids_that_are_written_alike_stay_apart(tmp_path):
    rows = [{**row(1, "18"), "id": 1}, {**row(2, "21"), "id": "1"}]
    ids = [rung.sample.id for rung in ladder(tmp_path, *rows).rows]
    assert len(set(ids)) == len(ids)


def test_rows_of_verl_are_read(tmp_path):
    verl = {
        "data_source": "openai/gsm8k",
        "prompt": [{"role": "user", "content": "2+2?"}],
        "reward_model": {"ground_truth": "4", "style": "rule"},
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(verl) + "\n")
    made = ladder_dataset(read_dataset(str(tmp_path / "rows.jsonl"))).rows
    assert made[0].sample.response == "4"
