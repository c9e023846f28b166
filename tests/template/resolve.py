"""CloudFormation's functions, decided as for a stack named "assay": an ARN or a name each."""

import re
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "assay",
    "AWS::URLSuffix": "amazonaws.com",
}
ARNS = {
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{{}}",
    "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{{}}:*",
}
NAMES = ("FunctionName", "LogGroupName", "DashboardName")
NOTHING = object()


@dataclass(frozen=True)
class Resolved:
    """A translated template in which every parameter has its value as its default."""

    template: dict[str, Any]

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Those whose condition holds, by logical name."""
        return {
            name: self.value(resource)
            for name, resource in self.template["Resources"].items()
            if self.stands(resource)
        }

    @property
    def outputs(self) -> dict[str, str]:
        return {name: self.value(item["Value"]) for name, item in self.template["Outputs"].items()}

    @property
    def refusals(self) -> list[str]:
        """What each assertion says that does not hold, under the rules whose condition does."""
        return [
            assertion["AssertDescription"]
            for rule in self.template["Rules"].values()
            if self.value(rule.get("RuleCondition", True))
            for assertion in rule["Assertions"]
            if not self.value(assertion["Assert"])
        ]

    def stands(self, resource: dict[str, Any]) -> bool:
        return "Condition" not in resource or self.holds(resource["Condition"])

    def resource(self, name: str) -> dict[str, Any]:
        """Raises LookupError for one that is not there, and which nothing may speak of then."""
        resource: dict[str, Any] = self.template["Resources"][name]
        if not self.stands(resource):
            raise LookupError(f"{name} is spoken of, and its condition does not hold")
        return resource

    def holds(self, condition: str) -> bool:
        return self.value(self.template["Conditions"][condition]) is True

    def value(self, item: Any) -> Any:
        if isinstance(item, list):
            return [value for value in map(self.value, item) if value is not NOTHING]
        if not isinstance(item, dict):
            return item
        match list(item.items()):
            case [("Ref", str(name))]:
                return self.reference(name)
            case [("Condition", str(name))]:
                return self.holds(name)
            case [(str(function), argument)] if function.startswith("Fn::"):
                return self.called(function.removeprefix("Fn::"), argument)
        values = {name: self.value(value) for name, value in item.items()}
        return {name: value for name, value in values.items() if value is not NOTHING}

    def called(self, function: str, argument: Any) -> Any:
        match function:
            case "If":
                return self.value(argument[1 if self.holds(argument[0]) else 2])
            case "GetAtt":
                return self.attribute(*argument)
            case "FindInMap":
                table, first, second = map(self.value, argument)
                return self.template["Mappings"][table][first][second]
            case "Sub":
                text, names = (argument, {}) if isinstance(argument, str) else argument
                return self.filled(text, self.value(names))
        return PLAIN[function](self.value(argument))

    def filled(self, text: str, names: dict[str, Any]) -> str:
        def known(found: re.Match[str]) -> str:
            name, _, attribute = found[1].partition(".")
            if name in names:
                return str(names[name])
            return self.attribute(name, attribute) if attribute else str(self.reference(name))

        return re.sub(r"\$\{([\w.:]+)\}", known, text)

    def reference(self, name: str) -> Any:
        """A parameter's value, a pseudo parameter's, or what the resource is then called by."""
        if name == "AWS::NoValue":
            return NOTHING
        if name in PSEUDO:
            return PSEUDO[name]
        parameter = self.template["Parameters"].get(name)
        if parameter is not None:
            listed = parameter["Type"] == "CommaDelimitedList"
            return parameter["Default"].split(",") if listed else parameter["Default"]
        if self.resource(name)["Type"] == "AWS::IAM::ManagedPolicy":
            return self.attribute(name, "Arn")
        return self.called_by(name)

    def called_by(self, name: str) -> str:
        properties = self.resource(name).get("Properties", {})
        named = [self.value(value) for key, value in properties.items() if key in NAMES]
        return str(named[0]) if named else name

    def attribute(self, name: str, attribute: str) -> str:
        if attribute != "Arn":
            return f"{name}.{attribute}"
        return ARNS[self.resource(name)["Type"]].format(self.called_by(name))


PLAIN = {
    "And": all,
    "Contains": lambda values: values[1] in values[0],
    "Or": any,
    "Equals": lambda values: str(values[0]) == str(values[1]),
    "Join": lambda values: values[0].join(values[1]),
    "Not": lambda values: not values[0],
    "Split": lambda values: values[1].split(values[0]),
}
