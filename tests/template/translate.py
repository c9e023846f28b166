"""What CloudFormation makes of a template, and what cfn-lint says of that.

This is a program for SAM's own Python, which has both, and imports nothing of ours. It answers
many questions, since starting it costs more than an answer does. A line of standard input is
`{"template": "…", "parameters": {…}, "do": "translate"}` or `"lint"`; a line of standard output is
the translated template, or a list of lines. An error ends the program, with its traceback.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from samcli.lib.cfn_language_extensions import pipeline, processors
from samcli.lib.cfn_language_extensions.api import create_default_intrinsic_resolver
from samcli.lib.cfn_language_extensions.models import TemplateProcessingContext
from samcli.yamlhelper import yaml_parse

PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "assay",
    "AWS::URLSuffix": "amazonaws.com",
}


class NoPolicies:
    """No function here takes a policy of AWS's, so none is looked up."""

    def load(self) -> dict[str, str]:
        return {}


def main() -> None:
    """Answer each line until standard input ends. What libraries print is no answer."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


def answer(question: dict[str, Any]) -> Any:
    template = looped(yaml_parse(question["template"]), question["parameters"])
    translated = served(template, question["parameters"])
    return lint(translated) if question["do"] == "lint" else translated


def looped(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Without the loops, and with the parameters' values as their defaults."""
    for name, value in parameters.items():
        template["Parameters"][name]["Default"] = value
    context = TemplateProcessingContext(fragment=template, parameter_values=dict(PSEUDO))
    resolver = create_default_intrinsic_resolver(context)
    steps = [processors.TemplateParsingProcessor(), processors.ForEachProcessor(resolver)]
    expanded = named(pipeline.ProcessingPipeline(steps).process_template(context))
    if not isinstance(expanded, dict):
        raise TypeError(f"expected a template, got {type(expanded).__name__}")
    return expanded


def named(value: Any) -> Any:
    """A loop names a resource by `!Sub "Its${Name}"`, which is now that name and nothing else."""
    if isinstance(value, list):
        return [named(item) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": {"Fn::Sub": str(name)}}:
            return {"Ref": name}
        case {"Fn::GetAtt": [{"Fn::Sub": str(name)}, str(attribute)]}:
            return {"Fn::GetAtt": [name, attribute]}
    return {key: named(item) for key, item in value.items()}


def served(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """After the serverless transform, as the server runs it: after the code was uploaded."""
    from samtranslator.translator.transform import transform

    template["Globals"]["Function"]["CodeUri"] = "s3://a-bucket/a-key"
    defaults = {
        name: parameter["Default"]
        for name, parameter in template["Parameters"].items()
        if "Default" in parameter
    }
    translated = transform(template, defaults | PSEUDO | parameters, NoPolicies())
    if not isinstance(translated, dict):
        raise TypeError(f"expected a template, got {type(translated).__name__}")
    return {
        name: part for name, part in translated.items() if name not in ("Transform", "Mappings")
    }


def lint(template: dict[str, Any]) -> list[str]:
    from cfnlint.api import lint_file
    from cfnlint.config import ManualArgs

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.json"
        path.write_text(json.dumps(template))
        # A parameter may be for what the others leave out, and a role too, which `Resolved` checks.
        ignored = ["W1001", "W2001"]
        settings = ManualArgs(regions=[PSEUDO["AWS::Region"]], ignore_checks=ignored)
        found = lint_file(path, config=settings)
    return [f"{match.rule.id} at {match.path}: {match.message}" for match in found]


if __name__ == "__main__":
    os.environ.setdefault("AWS_DEFAULT_REGION", PSEUDO["AWS::Region"])
    main()
