"""The platforms that call a reward function: what each sends, what reply it takes, what it asks.

One record a platform. The wire writes and checks replies by it; validation sends batches of its
size; `assay conform` holds a handler to its forms and duties. What is said of a platform is said
here, with AWS's page or source that shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# What a handler owes a form of event: the same scores; those or an error; or nothing, where pages
# of the platform contradict each other and the handler reads another form that one of them shows.
Duty = Literal["must", "may raise", "may differ"]

# A bare list of entries, or `{statusCode, headers, body}` with that list as JSON text.
ReplyForm = Literal["list", "envelope"]

# As users write it: in `--platform`, `reward_handler(platform=…)` and `REWARD_PLATFORM`.
PlatformName = Literal["nova", "bedrock", "serverless-oss", "scorer"]


@dataclass(frozen=True)
class EventForm:
    """One way in which a platform writes its rows.

    Attributes:
        name (str): what `assay conform` calls it.
        page (str): the address of the page, or of the source of AWS's, that shows it.
        duty ("must", "may raise" or "may differ"): what a handler owes it.
    """

    name: str
    page: str
    duty: Duty = "must"


@dataclass(frozen=True)
class Platform:
    """One platform that calls a reward function.

    Attributes:
        name (PlatformName): as users write it.
        replies (tuple of "list" and "envelope"): the forms of reply it takes; the first is written.
        reply_fix (str): what to do about a reply in another form.
        rows (tuple of EventForm): the forms of its rows, the usual one first.
        variants (tuple of EventForm): changes of a row or of the batch that it is known to send.
        default_batch (int): samples in one event; 1 where it always sends one at a time.
        text_reference (bool): whether a reference is always sent as text. Default False.
        raw_preflight ("never", "sometimes" or "always"): whether a preflight sends rows without
            reply and id before a run; of Nova's runs only serverless ones have one.
        needs_name (str): what a function's name must hold; "" where it takes any. Default "".
        takes_qualifier (bool): whether it takes the ARN of a version or an alias. Default False.
    """

    name: PlatformName
    rows: tuple[EventForm, ...]
    variants: tuple[EventForm, ...] = ()
    replies: tuple[ReplyForm, ...] = ("list",)
    reply_fix: str = "Answer with the bare list of entries, as strict JSON."
    default_batch: int = 128
    text_reference: bool = False
    raw_preflight: Literal["never", "sometimes", "always"] = "never"
    needs_name: str = ""
    takes_qualifier: bool = False


_DOCS = "https://docs.aws.amazon.com"
_NOVA_DATA = f"{_DOCS}/nova/latest/nova2-userguide/nova-data-prep-rft-2.html"
_NOVA_TRAINING = f"{_DOCS}/nova/latest/nova2-userguide/nova-implementing-reward-functions.html"
_NOVA_EVALUATION = f"{_DOCS}/nova/latest/nova2-userguide/nova-rft-evaluation.html"
_HYPERPOD = f"{_DOCS}/sagemaker/latest/dg/nova-hp-rft-reward-functions.html"
_SCORER = f"{_DOCS}/sagemaker/latest/dg/model-customize-evaluation-preset-custom-scorers.html"
_BEDROCK = f"{_DOCS}/bedrock/latest/userguide/reward-functions.html"
_BEDROCK_SAMPLES = "https://github.com/aws-samples/amazon-bedrock-samples"
_SERVERLESS = "https://github.com/awslabs/agent-plugins"

NOVA = Platform(  # on SageMaker: training jobs, HyperPod, and serverless
    "nova",
    rows=(
        EventForm("the row as it stands", _NOVA_TRAINING, "may differ"),
        EventForm("fields under metadata", _NOVA_DATA, "may differ"),
        EventForm("reference under metadata", _HYPERPOD, "may differ"),
    ),
    variants=(
        EventForm("one object", _NOVA_TRAINING, "may differ"),
        EventForm("content in parts", _NOVA_EVALUATION, "may differ"),
        EventForm("nova_assistant", _NOVA_EVALUATION, "may differ"),
    ),
    raw_preflight="sometimes",
    needs_name="SageMaker",
)
BEDROCK = Platform(
    "bedrock",
    rows=(
        EventForm("the row as it stands", _BEDROCK_SAMPLES, "may differ"),
        EventForm("reference under metadata", _BEDROCK, "may differ"),
        EventForm("reference as {text}", _BEDROCK_SAMPLES, "may differ"),
    ),
    takes_qualifier=True,
)
SERVERLESS_OSS = Platform(  # SageMaker serverless for open-weight models
    "serverless-oss",
    rows=(
        EventForm("the row as it stands", _SERVERLESS, "may differ"),
        EventForm("verl row", _SERVERLESS, "may differ"),
    ),
    replies=("envelope",),
    reply_fix='Answer with {"statusCode": 200, "body": "<the list as JSON text>"}.',
    raw_preflight="always",
)
SCORER = Platform(  # SageMaker evaluation's custom scorer
    "scorer",
    rows=(
        EventForm("the row as it stands", _SCORER, "may raise"),
        EventForm("OpenAI messages", _SCORER, "may raise"),
        EventForm("verl", _SCORER, "may raise"),
        EventForm("prompt and completion", _SCORER, "may raise"),
        EventForm("preference", _SCORER, "may raise"),
        EventForm("SageMaker evaluation", _SCORER, "may raise"),
    ),
    replies=("list", "envelope"),
    reply_fix="Answer with the bare list of entries, or with the list as JSON text in `body`.",
    default_batch=1,
    text_reference=True,
)

# Every platform by its name.
PLATFORMS: Mapping[PlatformName, Platform] = {
    platform.name: platform for platform in (NOVA, BEDROCK, SERVERLESS_OSS, SCORER)
}

# Bytes of an event, and of a reply, that Lambda hands on.
LAMBDA_LIMIT = 6 * 1024 * 1024


def find_platform(name: str) -> Platform:
    """The platform of that name; raises ValueError where there is none."""
    for platform in PLATFORMS.values():
        if platform.name == name:
            return platform
    raise ValueError(f"platform: expected one of {', '.join(PLATFORMS)}, got {name!r}")
