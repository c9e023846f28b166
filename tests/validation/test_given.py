from pathlib import Path

import pytest

from validation.errors import InputError
from validation.targets.open import (
    ArtifactSpec,
    LambdaSpec,
    ObjectSpec,
    RatingsSpec,
    parse_target_spec,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-mine"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build" / "mine").mkdir(parents=True)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("ratings:ann", RatingsSpec("ann")),
        ("mine:good", ObjectSpec("mine:good")),
        ("mine.inner:Thing.field", ObjectSpec("mine.inner:Thing.field")),
        ("build/mine.py:good", ObjectSpec("build/mine.py:good")),
        ("package:thing.field", ObjectSpec("package:thing.field")),
        ("build/mine", ArtifactSpec(Path("build/mine"))),
        ("./build/mine/", ArtifactSpec(Path("build/mine"))),
        ("build/mine:f.handler", ArtifactSpec(Path("build/mine"), "f.handler")),
        ("build:f.handler", ArtifactSpec(Path("build"), "f.handler")),
        ("my-function", LambdaSpec("my-function")),
        ("my_function", LambdaSpec("my_function")),
        ("my-function:live", LambdaSpec("my-function:live")),
        ("my-function:$LATEST", LambdaSpec("my-function:$LATEST")),
        ("lambda:mine:live", LambdaSpec("lambda:mine:live")),
        ("123456789012:function:mine:7", LambdaSpec("123456789012:function:mine:7")),
        (ARN, LambdaSpec(ARN)),
        (ARN + ":live", LambdaSpec(ARN + ":live")),
        (ARN.replace("aws:", "aws-us-gov:"), LambdaSpec(ARN.replace("aws:", "aws-us-gov:"))),
    ],
)
def test_a_word_names_one_kind_of_target(given, kind):
    assert parse_target_spec(given) == kind


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "given",
    ["", " ", "absent/folder", "absent/folder:f.handler", "arn:aws:s3:::bucket", "lambda:", "a b"],
)
def test_word_that_names_no_target_is_refused_with_the_kinds_there_are(given):
    with pytest.raises(InputError, match=r"module:name .* artifact's FOLDER .* or ARN"):
        parse_target_spec(given)
