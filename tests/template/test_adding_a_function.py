"""The ten lines that docs/deploy.md shows are enough for one more function."""

import re

from tests.template.stack import GROUPS, OFF, ON, ROOT, TEMPLATE, lint, stack

NAME = "PoliteReplyFunction"


def documented() -> str:
    """The first block of YAML on the page that is a function."""
    page = (ROOT / "docs/deploy.md").read_text()
    blocks: list[str] = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if "AWS::Serverless::Function" in block)


def with_it() -> str:
    """The template with those lines, and the function's name in the list of names."""
    text = TEMPLATE.read_text()
    before, listed = "\n  # ---- A role for each function", "\n    Timeout:\n      Names:\n"
    assert text.count(before) == text.count(listed) == 1
    text = text.replace(before, f"\n{documented()}{before}")
    return text.replace(listed, f"{listed}        - {NAME}\n")


def test_lines_to_add_are_ten():
    assert len(documented().splitlines()) == 10
    assert documented().startswith(f"  {NAME}:\n")


def test_cfn_lint_finds_nothing_in_the_larger_template():
    assert lint(ON, with_it()) == []


def test_the_function_is_like_the_others():
    functions = stack(OFF, with_it()).of("Lambda::Function")
    differing = {"Handler", "FunctionName", "Role", "LoggingConfig"}
    added, other = (
        {key: value for key, value in functions[name].items() if key not in differing}
        for name in (NAME, "ArithmeticFunction")
    )
    assert added == other
    assert functions[NAME]["FunctionName"] == "SageMaker-assay-polite-reply"
    assert functions[NAME]["LoggingConfig"] == {"LogGroup": f"{GROUPS}/{NAME}"}
    assert functions[NAME]["Role"].endswith(f"/{NAME}Role")
    assert functions[NAME]["Handler"] == "lambda_handlers.polite_reply.handler"


def test_added_function_has_all_that_another_has():
    made = stack(ON, with_it())

    def beside(name: str) -> set[str]:
        known = [*made.resources, *made.outputs]
        return {
            re.sub("Version.*", "Version", item[len(name) :])
            for item in known
            if item.startswith(name)
        }

    assert beside(NAME) == beside("ArithmeticFunction")
    # itself, alias, version, deployment, role, log, three filters, four queries, eight alarms,
    # four outputs
    assert len(beside(NAME)) == 25
