import subprocess
import sys

HEAVY = {
    "aws_lambda_powertools",
    "boto3",
    "botocore.session",
    "click",
    "httpx",
    "jinja2",
    "moto",
    "numpy",
    "pydantic",
    "pydantic_core",
    "pytest",
    "rich",
    "scipy",
}


def imported(module: str) -> set[str]:
    """The heavy packages, and ours, that a fresh process has loaded after importing the module."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    ours = {"rewards", "judges", "lambda_handlers", "validation", "assay"}
    return set(done.stdout.split()) & (HEAVY | ours)


def test_a_handler_loads_powertools_and_the_core_of_pydantic_and_nothing_else_that_is_heavy():
    assert imported("lambda_handlers.arithmetic") == {
        "aws_lambda_powertools",
        "lambda_handlers",
        "pydantic_core",
        "rewards",
    }


def test_rewards_and_offline_judges_load_nothing_heavy():
    assert imported("rewards") == {"rewards"}
    assert imported("judges.offline") == {"judges", "rewards"}


def test_a_handler_with_judges_on_bedrock_loads_boto3_only_when_it_asks():
    assert imported("lambda_handlers.support_reply") == {
        "aws_lambda_powertools",
        "judges",
        "lambda_handlers",
        "pydantic_core",
        "rewards",
    }
