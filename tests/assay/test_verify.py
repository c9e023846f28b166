"""`assay seal` and `assay verify`: what stands here and what is deployed beside what was judged."""

import gzip
import importlib.util
import io
import json
import zipfile
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from tests.assay.command import assay
from tests.scripted_server import Answer, Asked, run_server
from tests.validation.data import write_rows
from validation.errors import InputError
from validation.seal import check_signature, make_seal, read_report, sign_seal

_WORDS = "PAY = 1.0\n"
_REWARD = """\
from words_for_it import PAY

def reward(sample):
    return PAY if sample.response == sample.reference_answer else 0.0
"""
_FILES = ("rewards_of_mine.py", "words_for_it.py")


def rows():
    return [
        {
            "id": f"{prompt}/{reply}",
            "prompt_id": str(prompt),
            "messages": [
                {"role": "user", "content": f"How much is {prompt} and 1?"},
                {"role": "assistant", "content": str(prompt + reply)},
            ],
            "reference_answer": str(prompt + 1),
            "quality": reply,
        }
        for prompt in range(12)
        for reply in (0, 1)
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> Path:
    """A folder with a reward, its data, and the report of it."""
    folder: Path = tmp_path_factory.mktemp("judged")
    (folder / _FILES[0]).write_text(_REWARD)
    (folder / _FILES[1]).write_text(_WORDS)
    write_rows(folder / "rows.jsonl", rows())
    words = ("validate", "rewards_of_mine.py:reward", "rows.jsonl", "--report", "report")
    ran = assay(*words, "--skip", "probe", "--skip", "conform", cwd=folder)
    assert ran.status != 2, ran.err
    return folder


@pytest.fixture
def folder(judged: Path, tmp_path: Path) -> Path:
    """A copy of it, which a test may change."""
    for name in (*_FILES, "rows.jsonl", "report/report.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((judged / name).read_bytes())
    return tmp_path


def verify(folder, *words):
    return assay("verify", "report/report.json", *words, cwd=folder)


def parts(ran):
    return {one["part"]: one["outcome"] for one in json.loads(ran.out)["parts"]}


def test_verify_finds_the_tree_that_was_validated_the_same(folder):
    ran = verify(folder)
    assert ran.status == 0, ran.out
    assert ran.out.startswith("5 parts are what was validated (verdict of the report: ")
    assert "  same: reward: 2 files, source " in ran.out


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("words_for_it.py", "1.0", "0.9", "reward"),
        ("rewards_of_mine.py", "0.0", "0.1", "reward"),
        ("rows.jsonl", "How much", "How many", "data"),
    ],
)
def test_verify_names_what_was_changed_since(folder, file, old, new, part):
    path = folder / file
    path.write_text(path.read_text().replace(old, new))
    ran = verify(folder)
    assert ran.status == 1
    first, second, *_ = ran.out.splitlines()
    assert first.startswith("1 of 5 parts differ from what was validated")
    assert second.startswith(f"  differs: {part}: {file}")


def test_verify_names_a_file_that_is_gone(folder):
    (folder / "words_for_it.py").unlink()
    assert "words_for_it: it is gone" in verify(folder).out


def test_verify_takes_data_that_were_packed_for_the_same(folder):
    path = folder / "rows.jsonl"
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert verify(folder).status == 0


def test_verify_names_packages_of_another_version(folder):
    report = folder / "report/report.json"
    content = json.loads(report.read_text())
    content["header"]["versions"]["numpy"] = "1.0.0"
    report.write_text(json.dumps(content))
    ran = verify(folder)
    assert ran.status == 1
    assert "differs: versions: numpy was 1.0.0 and is " in ran.out


@pytest.mark.parametrize("content", ["{}", "no json", '{"header": {"target": {}}}'])
def test_verify_refuses_what_is_no_report(folder, content):
    (folder / "report/report.json").write_text(content)
    ran = verify(folder)
    assert ran.status == 2
    assert "report/report.json" in ran.err


def test_seal_is_the_same_for_one_report_and_another_for_a_changed_one(folder):
    first = assay("seal", "report/report.json", cwd=folder)
    assert first.status == 0, first.err
    assert assay("seal", "report/report.json", cwd=folder).out == first.out
    assert parts(verify(folder, "--json"))["report"] == "same"
    report = folder / "report/report.json"
    report.write_text(report.read_text().replace('"verdict": "', '"verdict": "NO', 1))
    assert parts(verify(folder, "--json"))["report"] == "differs"


def test_seal_that_was_edited_is_refused(folder):
    assay("seal", "report/report.json", cwd=folder)
    place = folder / "report/seal.json"
    place.write_text(place.read_text().replace('"override": ""', '"override": "it is fine"'))
    ran = verify(folder)
    assert ran.status == 2
    assert "seal.json: it was changed" in ran.err


def test_seal_is_signed_with_a_secret_and_no_other_secret_checks_it(folder):
    (folder / "key").write_text("0123456789abcdef" * 4)
    (folder / "other").write_text("0123456789abcdee" * 4)
    (folder / "short").write_text("0123456789abcdef")
    assert assay("seal", "report/report.json", "--key", "key", cwd=folder).status == 0
    assert parts(verify(folder, "--json"))["signature"] == "not checked"
    assert verify(folder).status == 3
    assert verify(folder, "--key", "key").status == 0
    assert parts(verify(folder, "--key", "other", "--json"))["signature"] == "differs"
    assert "expected 32 or more" in verify(folder, "--key", "short").err


@mock_aws
def test_seal_is_signed_with_a_key_of_kms_and_no_other_key_checks_it(folder, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    kms = boto3.client("kms")
    ids = [
        kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        for _ in range(2)
    ]
    seal = sign_seal(make_seal(read_report(folder / "report/report.json")), f"kms:{ids[0]}")
    assert seal.signature is not None
    assert seal.signature.algorithm == "ECDSA_SHA_256"
    assert check_signature(seal, f"kms:{ids[0]}") is None
    assert check_signature(seal, f"kms:{ids[1]}") == f"kms:{ids[1]} did not sign this seal"
    with pytest.raises(InputError, match="kms:absent: the key did not sign"):
        sign_seal(seal, "kms:absent")


def zip_of(texts, compiled=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        for name, text in (compiled or {}).items():
            header = (
                bytes(4) + (1).to_bytes(4, "little") + importlib.util.source_hash(text.encode())
            )
            archive.writestr(f"__pycache__/{name.removesuffix('.py')}.cpython-313.pyc", header)
    return content.getvalue()


_SAME = {_FILES[0]: _REWARD, _FILES[1]: _WORDS}


@pytest.mark.parametrize(
    ("code", "outcome", "says"),
    [
        (zip_of(_SAME), "same", "2 files of its zip are those that were judged"),
        (zip_of(_SAME, _SAME), "same", "2 files"),
        (zip_of(_SAME | {_FILES[1]: "PAY = 2.0\n"}), "differs", "words_for_it.py: its content"),
        (zip_of({_FILES[0]: _REWARD}), "differs", "words_for_it: it is not in the function's zip"),
        (zip_of(_SAME, {_FILES[1]: "PAY = 2.0\n"}), "differs", "its compiled copy is of another"),
    ],
    ids=["the same", "compiled", "changed", "absent", "compiled from another"],
)
def test_verify_holds_the_code_of_a_deployed_function_to_the_report(
    folder, monkeypatch, code, outcome, says
):
    def answer(asked: Asked) -> Answer:
        if asked.path == "/code.zip":
            return Answer(code)
        configuration = {"FunctionName": "mine", "Timeout": 60, "Version": "1", "CodeSha256": "x"}
        if asked.path.endswith("/configuration"):
            return Answer(configuration)
        return Answer({"Code": {"Location": f"{server.url}/code.zip"}})

    with run_server(answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", server.url)
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        ran = verify(folder, "--function", "mine", "--json")
    function = next(one for one in json.loads(ran.out)["parts"] if one["part"] == "function")
    assert function["outcome"] == outcome
    assert says in function["says"]
