from pathlib import Path

import pytest

from validation.errors import InputError
from validation.given import Built, Deployed, Imported, Ratings, kind_of

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
        ("ratings:ann", Ratings("ann")),
        ("mine:good", Imported("mine:good")),
        ("mine.inner:Thing.field", Imported("mine.inner:Thing.field")),
        ("build/mine.py:good", Imported("build/mine.py:good")),
        ("package:thing.field", Imported("package:thing.field")),
        ("build/mine", Built(Path("build/mine"))),
        ("./build/mine/", Built(Path("build/mine"))),
        ("build/mine:f.handler", Built(Path("build/mine"), "f.handler")),
        ("build:f.handler", Built(Path("build"), "f.handler")),
        ("my-function", Deployed("my-function")),
        ("my_function", Deployed("my_function")),
        ("my-function:live", Deployed("my-function:live")),
        ("my-function:$LATEST", Deployed("my-function:$LATEST")),
        ("lambda:mine:live", Deployed("lambda:mine:live")),
        ("123456789012:function:mine:7", Deployed("123456789012:function:mine:7")),
        (ARN, Deployed(ARN)),
        (ARN + ":live", Deployed(ARN + ":live")),
        (ARN.replace("aws:", "aws-us-gov:"), Deployed(ARN.replace("aws:", "aws-us-gov:"))),
    ],
)
def test_a_word_names_one_kind_of_target(given, kind):
    assert kind_of(given) == kind


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "given",
    ["", " ", "absent/folder", "absent/folder:f.handler", "arn:aws:s3:::bucket", "lambda:", "a b"],
)
def test_what_names_none_is_refused_with_the_kinds_there_are(given):
    with pytest.raises(InputError, match=r"module:name .* artifact's FOLDER .* or ARN"):
        kind_of(given)
