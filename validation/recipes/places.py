"""Is the recipe well written? Keys, values, places in S3, and the function that it names."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from validation.recipes.document import Setting
from validation.recipes.finding import RecipeFinding, RunPlan
from validation.recipes.keys import BEDROCK_SOURCE, KEYS, NOVA_GUIDE, RECIPES_SOURCE, RecipeKey

# A map of overrides may hold so many entries; a whole recipe was refused (pull requests 6016 and
# 6021 of aws/sagemaker-python-sdk).
MOST_HYPERPARAMETERS = 100
_SDK = "https://github.com/aws/sagemaker-python-sdk (sagemaker-train 1.27.0)"
_HYPERPOD_PAGE = "https://docs.aws.amazon.com/sagemaker/latest/dg/nova-hp-rft-reward-functions.html"

_ARN = re.compile(
    r"arn:aws[a-zA-Z-]*:lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12})"
    r":function:(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>\$LATEST|[A-Za-z0-9_-]+))?"
)
_HUB_ARN = re.compile(r"arn:aws[a-zA-Z-]*:sagemaker:[a-z0-9-]+:(?:\d{12}|aws):hub-content/.+")
_S3 = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/\S+")
_ARNS = ("arn", "endpoint_arn")
_PLACES = ("data", "output")


def check_keys(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A key that this form of recipe does not have is dropped or refused by the platform."""
    form = plan.recipe.form
    known = plan.keys
    if form.endswith("on HyperPod") and form.startswith("open"):
        return  # those recipes hold all of verl's settings, of which the kit knows a part
    for path, setting in plan.recipe.settings.items():
        bare = path.removeprefix("HyperParameters.")
        if bare in known or _is_apart(plan, path):
            continue
        wanted = _near_key(bare, known)
        elsewhere = sorted(other for other, keys in KEYS.items() if bare in keys and other != form)
        if wanted is not None:
            is_beside = wanted.rpartition(".")[0] == bare.rpartition(".")[0]
            yield RecipeFinding(
                "error",
                "unknown key",
                setting.place,
                f"{bare!r} is unknown; did you mean {wanted!r}? An unknown key is dropped without "
                "an error, and the default is taken",
                f"write {wanted}",
                RECIPES_SOURCE,
                rename={path: wanted.rpartition(".")[2]} if is_beside else {},
            )
        elif elsewhere:
            yield RecipeFinding(
                "error",
                "key of another platform",
                setting.place,
                f"{bare!r} is a key of {' and '.join(elsewhere)}; this recipe is {form}",
                "take it out, or say on which platform the recipe runs",
                RECIPES_SOURCE,
            )
        else:
            yield RecipeFinding(
                "advice",
                "unknown key",
                setting.place,
                f"{bare!r} is no key that is known of {form}",
                "compare it with the recipe that AWS publishes for this model",
                RECIPES_SOURCE,
            )


def _near_key(path: str, known: Collection[str]) -> str | None:
    """The known key that a path plainly means: spelt otherwise, or standing elsewhere."""
    parent, _, last = path.rpartition(".")
    beside = {key.rpartition(".")[2]: key for key in known if key.rpartition(".")[0] == parent}
    near = get_close_matches(last, beside, n=1, cutoff=0.75)
    if near:
        return beside[near[0]]
    moved = [key for key in known if key.rpartition(".")[2] == last]
    if len(moved) == 1:
        return moved[0]
    is_known_parent = any(key.startswith(f"{parent}.") for key in known)
    spelt = [] if is_known_parent else get_close_matches(path, known, n=1, cutoff=0.85)
    return spelt[0] if spelt else None


def _is_apart(plan: RunPlan, path: str) -> bool:
    """Whether a path belongs to what stands beside the hyperparameters, or to a list of tags."""
    form = plan.recipe.form
    if form == "multi-turn":
        return not path.startswith(("batch.", "model.", "sampling_params."))
    if form in ("Bedrock", "open weights on Bedrock"):
        return not path.startswith(("customizationConfig.", "method."))
    return form.endswith("serverless") and "HyperParameters." not in path and path[:1].isupper()


def check_values(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A value of another kind, or outside what is taken, is refused or changed."""
    for setting in plan.recipe.settings.values():
        key = plan.key_at(setting.path)
        refers = "${" in str(setting.value)
        if key is None or refers or (setting.is_blank and (setting.value or not key.choices)):
            continue  # what is still to be filled in is a finding of its own
        wrong = _wrong_value(key, setting.value)
        if wrong is None:
            continue
        effort = key.name == "reasoning_effort" and setting.value == "medium"
        yield RecipeFinding(
            "error",
            "reasoning effort" if effort else "value out of range",
            setting.place,
            f"{setting.value!r} is not taken: expected {wrong}."
            + (" Bedrock has medium, a Nova recipe has not." if effort else ""),
            "write high, or low, or null for no reasoning" if effort else f"write {wrong}",
            key.source,
            mend={setting.path: "high"} if effort else {},
        )


def _wrong_value(key: RecipeKey, value: Any) -> str | None:
    """What was expected, where the value is not taken; None where it is."""
    if key.choices:
        listed = ", ".join("null" if choice is None else str(choice) for choice in key.choices)
        return None if value in key.choices else f"one of {listed}"
    bounds = " and ".join(
        f"{word} {limit:g}"
        for word, limit in (("at least", key.low), ("at most", key.high))
        if limit is not None
    )
    text = f"a {key.kind}" + (f" of {bounds}" if bounds else "")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match key.kind:
        case "true or false":
            return (
                None
                if isinstance(value, bool) or value in ("true", "false", "True", "False")
                else text
            )
        case "number" | "whole number":
            if not is_number or (key.kind == "whole number" and value != int(value)):
                return text
            outside = (key.low is not None and value < key.low) or (
                key.high is not None and value > key.high
            )
            return text if outside else None
    return None


def check_blanks(plan: RunPlan) -> Iterator[RecipeFinding]:
    """What a person has still to fill in stops the run, often after the instances have started."""
    form = plan.recipe.form
    for key in plan.keys.values():
        setting = plan.named.get(key.name)
        is_function = key.name == "arn" and form in ("nova training job", "nova on HyperPod")
        if setting is None and key.required:
            yield RecipeFinding(
                "error",
                "missing setting",
                key.path,
                "it is not in the recipe, and the run cannot start without it",
                f"add {key.path}",
                key.source,
            )
        if setting is None or not setting.path.endswith(key.path) or not setting.is_blank:
            continue
        refers = "${" in str(setting.written)  # the blank is where it points to
        if (key.required or is_function or setting.value) and not refers:
            yield RecipeFinding(
                "error",
                "blank left in",
                setting.place,
                f"{setting.value!r} has still to be filled in",
                f"write the {key.path.rpartition('.')[2]} of this run",
                key.source,
            )
    for name in ("experiment", "tracked_run"):
        setting = plan.named.get(name)
        if setting is not None and not setting.value and form == "nova on HyperPod":
            yield RecipeFinding(
                "error",
                "blank left in",
                setting.place,
                "it is empty, and the published recipe says to leave this name non-empty even "
                "where MLflow is not used",
                "write any name",
                RECIPES_SOURCE,
                mend={setting.path: "rft-run"},
            )


def check_references(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A setting that points to another one has to find it."""
    for setting in plan.named.values():
        if isinstance(setting.value, str) and "${" in setting.value:
            yield RecipeFinding(
                "error",
                "points to nothing",
                setting.place,
                f"{setting.value!r} points to a setting that the file does not hold",
                "write the value itself, or add the setting",
                RECIPES_SOURCE,
            )


def check_function(plan: RunPlan) -> Iterator[RecipeFinding]:
    """The recipe names one function, by an ARN of a form that this platform takes."""
    arns = [plan.named[name] for name in _ARNS if name in plan.named]
    arns = [setting for setting in arns if not setting.is_blank]
    if len(arns) == 2 and arns[0].value != arns[1].value:
        yield RecipeFinding(
            "error",
            "two functions",
            arns[1].place,
            f"{arns[1].value} is not {arns[0].value} of {arns[0].place}: which one is called "
            "depends on the platform",
            f"write ${{oc.select:{arns[0].path}}} here, so that there is one ARN",
            RECIPES_SOURCE,
            mend={arns[1].path: f"${{oc.select:{arns[0].path}}}"},
        )
    for setting in arns[:1] if len(arns) == 2 and arns[0].value == arns[1].value else arns:
        yield from _check_arn(plan, setting)


def _check_arn(plan: RunPlan, setting: Setting) -> Iterator[RecipeFinding]:
    platform = plan.recipe.platform
    text = str(setting.value)
    found = _ARN.fullmatch(text)
    if found is None:
        if platform == "serverless" and _HUB_ARN.fullmatch(text):
            return
        yield RecipeFinding(
            "error",
            "no ARN of a function",
            setting.place,
            f"{text!r} is no ARN of a Lambda function; botocore does not look, the service refuses "
            "it",
            "write arn:aws:lambda:REGION:ACCOUNT:function:NAME",
            BEDROCK_SOURCE if platform == "bedrock" else RECIPES_SOURCE,
        )
        return
    if platform == "hyperpod" and "SageMaker" not in found["name"]:
        yield RecipeFinding(
            "error",
            "function's name",
            setting.place,
            f"the name {found['name']!r} does not hold SageMaker, so HyperPod may not call it",
            "deploy the function under a name that holds SageMaker, spelt so",
            _HYPERPOD_PAGE,
        )
    if platform == "serverless" and found["qualifier"]:
        yield RecipeFinding(
            "error",
            "qualified ARN",
            setting.place,
            f"the ARN ends in :{found['qualifier']}, and the serverless trainer takes such an ARN "
            "for an evaluator's and fails",
            "write the ARN without what follows the name",
            _SDK,
            mend={setting.path: text.removesuffix(f":{found['qualifier']}")},
        )
    if platform in ("training-job", "hyperpod") and found["qualifier"]:
        yield RecipeFinding(
            "advice",
            "qualified ARN",
            setting.place,
            f"the ARN ends in :{found['qualifier']}; no page shows a qualified ARN for this "
            "platform",
            "write the ARN without it, and keep the function unchanged while the run lasts",
            RECIPES_SOURCE,
        )


def check_storage(plan: RunPlan) -> Iterator[RecipeFinding]:
    """Places in S3 are written as such."""
    for name in _PLACES:
        setting = plan.named.get(name)
        if setting is None or setting.is_blank or plan.recipe.form == "open weights on Bedrock":
            continue
        text = str(setting.value)
        is_local = plan.recipe.form.startswith("open weights") and text.startswith(("/", "["))
        if not is_local and not _S3.fullmatch(text):
            yield RecipeFinding(
                "error",
                "no place in S3",
                setting.place,
                f"{text!r} is no place in S3",
                "write s3://BUCKET/KEY",
                NOVA_GUIDE,
            )
        elif name == "data" and plan.recipe.form.startswith("nova") and not text.endswith(".jsonl"):
            yield RecipeFinding(
                "advice",
                "not JSON Lines",
                setting.place,
                f"{text!r} does not end in .jsonl, which is the form of the data",
                "give the file of JSON Lines itself, and no folder",
                RECIPES_SOURCE,
            )


def check_request(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A serverless request: so many hyperparameters, all of them text, and an evaluator's ARN."""
    settings = plan.recipe.settings
    if plan.recipe.platform != "serverless" or plan.recipe.form == "multi-turn":
        return
    inside = [path for path in settings if path.startswith("HyperParameters.")]
    count = len(inside) or len(settings)
    if count > MOST_HYPERPARAMETERS:
        yield RecipeFinding(
            "error",
            "too many hyperparameters",
            "HyperParameters",
            f"{count} entries, and the service takes {MOST_HYPERPARAMETERS}: it is a map of "
            "changes, no whole recipe",
            "keep the entries that differ from the recipe of the hub",
            _SDK,
        )
    for path in inside:
        written = settings[path].written
        if not isinstance(written, str):
            yield RecipeFinding(
                "error",
                "hyperparameter that is no text",
                settings[path].place,
                f"{written!r} is no text, and CreateTrainingJob takes texts alone",
                f'write "{written}"',
                "the service model of SageMaker in botocore 1.44",
                mend={path: str(written).lower() if isinstance(written, bool) else f"{written}"},
            )
    evaluator = settings.get("ServerlessJobConfig.EvaluatorArn")
    if evaluator is not None and not _HUB_ARN.fullmatch(str(evaluator.value)):
        yield RecipeFinding(
            "error",
            "no evaluator",
            evaluator.place,
            f"{evaluator.value!r} is no ARN of hub content: the API refuses a function's own ARN "
            "here",
            "register the function as an evaluator (ImportHubContent) and give that ARN",
            _SDK,
        )


def check_service(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A request against the service's own model, beyond what botocore looks at."""
    document = plan.recipe.document
    if plan.recipe.form == "Bedrock":
        service, operation = "bedrock", "CreateModelCustomizationJob"
    elif "ServerlessJobConfig" in document:
        service, operation = "sagemaker", "CreateTrainingJob"
    else:
        return
    from validation.recipes.service_model import check_request_shape

    for problem in check_request_shape(service, operation, document):
        yield RecipeFinding(
            "error",
            "refused by the service",
            problem.path,
            problem.says,
            "write what is expected",
            f"the service model of {service} in botocore",
        )


def check_task(plan: RunPlan) -> Iterator[RecipeFinding]:
    """A task type that the service refuses."""
    setting = plan.named.get("task_type")
    if setting is not None and setting.value == "storm_rbs":
        yield RecipeFinding(
            "error",
            "task type",
            setting.place,
            "the service refuses task_type storm_rbs in a recipe with a reward function",
            "take the key out",
            "https://github.com/aws/sagemaker-python-sdk/pull/6079",
        )
    preset, arn = plan.named.get("preset_reward"), plan.named.get("endpoint_arn")
    if preset is None or not plan.recipe.form.startswith("open weights"):
        return
    if preset.value and arn is not None and arn.value:
        yield RecipeFinding(
            "error",
            "two rewards",
            preset.place,
            f"the preset {preset.value!r} and the function of {arn.place} are both given",
            "keep one of them",
            _SDK,
        )
    elif not preset.value and (arn is None or not arn.value):
        yield RecipeFinding(
            "error",
            "no reward",
            preset.place,
            "neither a preset nor a function is given, and an empty preset alone is refused",
            "write the function's ARN as reward_lambda_arn",
            "https://github.com/aws/sagemaker-python-sdk/issues/5889",
        )


PLACE_RULES = (
    check_blanks,
    check_references,
    check_function,
    check_keys,
    check_values,
    check_storage,
    check_request,
    check_task,
    check_service,
)
