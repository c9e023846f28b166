import pytest

from validation.errors import InputError
from validation.targets.artifact import FunctionConfig, read_functions

TEMPLATE = """
Parameters:
  Seconds: {Type: Number, Default: 45}
  Secret: {Type: String}
Globals:
  Function:
    Timeout: !Ref Seconds
    MemorySize: 512
    Environment: {Variables: {REWARD_PLATFORM: nova, LEVEL: INFO}}
Resources:
  Mine:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: Mine
      Handler: f.handler
      Role: !GetAtt Role.Arn
      Environment:
        Variables:
          LEVEL: DEBUG
          DEBUG: true
          KEY: {Ref: Secret}
          TABLE: !Sub "${AWS::StackName}-table"
          LIST: !Join [",", [a, b]]
  Slow:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ./Slow, Handler: g.handler, Timeout: 300}
  Twin:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: Slow, Handler: h.handler}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /}}
"""


@pytest.fixture
def template(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    return tmp_path / "template.yaml"


def test_a_function_has_the_template_s_settings_and_the_defaults_of_parameters(template):
    # what only a deployment knows (KEY, TABLE, LIST) is left out
    variables = {"REWARD_PLATFORM": "nova", "LEVEL": "DEBUG", "DEBUG": "true"}
    expected = FunctionConfig("f.handler", 45.0, 512, variables)
    assert read_functions(template, template.parent / "Mine") == [expected]


def test_functions_that_share_a_folder_are_all_found(template):
    found = read_functions(template, template.parent / "Slow")
    assert [(one.handler, one.timeout) for one in found] == [
        ("g.handler", 300.0),
        ("h.handler", 45.0),
    ]


def test_a_function_that_asks_for_nothing_has_what_lambda_gives(tmp_path):
    text = "Resources: {Mine: {Type: AWS::Serverless::Function, Properties: {Handler: f.h}}}"
    (tmp_path / "template.yaml").write_text(text)
    [found] = read_functions(tmp_path / "template.yaml", tmp_path / "Mine")
    assert found == FunctionConfig("f.h", 3.0, 128, {})


@pytest.mark.parametrize("text", ["", "[1]", "Resources: 3", "Resources: {A: {Properties: 1}}"])
def test_a_template_of_another_shape_declares_nothing(tmp_path, text):
    (tmp_path / "template.yaml").write_text(text)
    assert read_functions(tmp_path / "template.yaml", tmp_path / "A") == []


def test_a_template_that_is_no_yaml_is_refused_on_one_line(tmp_path):
    (tmp_path / "template.yaml").write_text("a: [1\nb: !Ref")
    with pytest.raises(InputError, match=r"template.yaml: ") as caught:
        read_functions(tmp_path / "template.yaml", tmp_path / "A")
    assert "\n" not in str(caught.value)
