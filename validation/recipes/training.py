"""Will the run train? Groups and their signal, the learning rate, room for replies, load."""

from collections.abc import Iterator
from dataclasses import dataclass

from validation.recipes.finding import RecipeFinding, RunPlan
from validation.recipes.keys import NOVA_GUIDE, RECIPES_SOURCE

GUIDANCE = "AWS's guidance on reinforcement fine-tuning with Nova Forge, June 2026"
_MEASURED = "measured in the report"
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"

# What Lambda takes and gives in one synchronous call.
MOST_EVENT_BYTES = 6 * 1024 * 1024
# A reply's token is about four characters of English; other scripts take more bytes a token.
BYTES_A_TOKEN = 4
# A recipe of HyperPod asks a function with so many calls at once for each rollout worker.
CALLS_A_WORKER = 64
# Tokens that replies with reasoning are advised to have.
REASONING_TOKENS = 32_768


@dataclass(frozen=True)
class StepReading:
    """What one optimizer step holds, by one reading of the recipe's batch size.

    Attributes:
        reading: what the batch size counts.
        prompts: prompts a step.
        samples: replies a step.
        source: who reads it so.
    """

    reading: str
    prompts: float
    samples: float
    source: str


def read_steps(plan: RunPlan) -> list[StepReading]:
    """Both readings of the batch size, the platform's own first.

    On training jobs the guidance counts prompts, each with its group; on HyperPod it counts
    samples, and so do the comments in the published files of both. verl's batch size is prompts.
    """
    batch, group = plan.number("batch"), plan.number("group")
    if not batch or not group:
        return []
    prompts = StepReading("prompts", batch, batch * group, GUIDANCE)
    samples = StepReading("samples", batch / group, batch, RECIPES_SOURCE)
    if plan.recipe.form == "nova on HyperPod" or plan.recipe.form == "nova serverless":
        return [samples, prompts]
    return [prompts, samples] if plan.recipe.form == "nova training job" else [prompts]


def translate_batch(plan: RunPlan) -> str | None:
    """What to write on the other platform for the same step; None where there is none."""
    batch, group = plan.number("batch"), plan.number("group")
    if not batch or not group or plan.recipe.form not in ("nova training job", "nova on HyperPod"):
        return None
    if plan.recipe.form == "nova training job":
        return f"on HyperPod the same step is global_batch_size: {batch * group:g} (samples)"
    return f"on a training job the same step is global_batch_size: {batch / group:g} (prompts)"


def check_group(plan: RunPlan) -> Iterator[RecipeFinding]:
    """Rewards are compared within a prompt's group: alone or alike they teach nothing."""
    group = plan.number("group")
    if group is None:
        return
    place = plan.place("group")
    if group == 1:
        yield RecipeFinding(
            "error",
            "group of one",
            place,
            "one reply a prompt has nothing to be compared with, so every advantage is 0",
            "write 8",
            RECIPES_SOURCE,
            mend={plan.named["group"].path: 8} if "group" in plan.named else {},
        )
        return
    if group < 4:
        yield RecipeFinding(
            "advice",
            "small group",
            place,
            f"{group:g} replies a prompt are often all right or all wrong, and then teach nothing",
            "write 8, as the guide advises",
            NOVA_GUIDE,
        )
    dead = plan.evidence.dead_groups.get(int(group))
    if dead is not None and dead > 0.5:
        yield RecipeFinding(
            "advice",
            "groups without a difference",
            place,
            f"of groups of {group:g} some {dead:.0%} would hold equal rewards and teach nothing",
            "take larger groups, or fine-tune first so that right and wrong answers mix",
            _MEASURED,
        )
    greedy = [
        (name, value)
        for name, value in (("top_k", 1), ("temperature", 0))
        if name in plan.named and plan.named[name].value == value
    ]
    if plan.recipe.form != "nova evaluation":
        for name, value in greedy:
            yield RecipeFinding(
                "advice",
                "equal replies",
                plan.place(name),
                f"{name} {value} taken at its word makes all {group:g} replies of a group equal, "
                "and then every advantage is 0; AWS's own files have top_k 1 on training jobs",
                "write top_k 0 (no limit) and temperature 1" if name == "top_k" else "write 1",
                RECIPES_SOURCE,
                mend={plan.named[name].path: 0 if name == "top_k" else 1},
            )


def check_pass_rate(plan: RunPlan) -> Iterator[RecipeFinding]:
    """Training refines what the model can partly do."""
    if plan.evidence.pass_rate is None:
        return
    low, high = plan.evidence.pass_rate
    if high < 0.05:
        yield RecipeFinding(
            "error" if high <= 0 else "advice",
            "base pass rate",
            "the data",
            f"the model solves between {low:.1%} and {high:.1%} of the prompts: too few right "
            "answers to reinforce",
            "fine-tune on demonstrations first (SFT), until it solves a fifth or more",
            GUIDANCE,
        )
    elif low > 0.95:
        yield RecipeFinding(
            "advice",
            "base pass rate",
            "the data",
            f"the model solves at least {low:.1%} of the prompts already: little is left to gain",
            "take harder prompts, or do without the run",
            GUIDANCE,
        )


def check_learning_rate(plan: RunPlan) -> Iterator[RecipeFinding]:
    """The learning rate is the first suspect where a run collapses."""
    rate, usual = plan.number("learning_rate"), plan.default("learning_rate")
    if rate and usual and not usual / 9.999 < rate < usual * 9.999:
        yield RecipeFinding(
            "advice",
            "learning rate",
            plan.place("learning_rate"),
            f"{rate:g} is {max(rate, usual) / min(rate, usual):,.0f} times "
            f"{'above' if rate > usual else 'below'} the default {usual:g}; published values for "
            "one model run from 1e-4 down to 1e-7",
            f"start with {usual:g}",
            GUIDANCE,
        )
    warmup = plan.number("warmup")
    if warmup is not None and "warmup" in plan.named and not 0.05 <= warmup <= 0.3:
        yield RecipeFinding(
            "advice",
            "warm-up",
            plan.place("warmup"),
            f"the rate rises over {warmup:.0%} of the steps",
            "write 0.15",
            GUIDANCE,
        )
    mixes = [path for path in plan.recipe.settings if "data_mix" in path]
    if mixes and rate and usual and rate != usual:
        yield RecipeFinding(
            "advice",
            "learning rate with mixed data",
            plan.place("learning_rate"),
            f"the recipe mixes data ({mixes[0]}), and its rate is {rate:g}, not the default "
            f"{usual:g}: loss spikes and collapse were seen so",
            f"write {usual:g}",
            GUIDANCE,
        )


def check_leash(plan: RunPlan) -> Iterator[RecipeFinding]:
    """What keeps the model near its start: a KL penalty on training jobs, clipping on HyperPod."""
    form = plan.recipe.form
    kl = plan.named.get("kl")
    if form == "nova training job" and kl is not None and kl.value == 0:
        yield RecipeFinding(
            "advice",
            "no KL penalty",
            kl.place,
            "0 switches the penalty off that holds the model of a training job near its start",
            "write 0.001",
            GUIDANCE,
            mend={kl.path: 0.001},
        )
    if form == "nova on HyperPod" and kl is not None and kl.value:
        yield RecipeFinding(
            "advice",
            "KL on HyperPod",
            kl.place,
            "HyperPod holds the model by clipping, and its published recipes have no KL penalty",
            "set trainer.clip_ratio_high instead; values do not carry over from training jobs",
            GUIDANCE,
        )
    use = plan.named.get("use_kl")
    if kl is not None and use is not None and kl.value and use.value in (False, "false", "False"):
        yield RecipeFinding(
            "advice",
            "KL without effect",
            kl.place,
            f"kl_loss_coef {kl.value} does nothing while use_kl_loss is false",
            "set use_kl_loss to true, or take kl_loss_coef out",
            RECIPES_SOURCE,
        )
    scheme = plan.named.get("peft")
    is_full = scheme is None or scheme.value is None
    if form in ("nova training job", "nova on HyperPod") and is_full:
        yield RecipeFinding(
            "advice",
            "full rank",
            plan.place("peft"),
            "the whole model is trained",
            "prove pipeline, data and reward with peft_scheme: lora first, then repeat at full "
            "rank",
            GUIDANCE,
        )


def check_room(plan: RunPlan) -> Iterator[RecipeFinding]:
    """Prompt and reply share the length of a sequence, and reasoning takes a good part of it."""
    length, reply = plan.number("max_length"), plan.number("max_new_tokens")
    prompt = plan.number("max_prompt_tokens")
    longest = plan.evidence.prompt_characters
    needed = -(-longest // BYTES_A_TOKEN) if longest else None
    sequence = plan.recipe.settings.get("ServerlessJobConfig.SequenceLength")
    if sequence is not None and prompt and reply:
        room = int(str(sequence.value).upper().removesuffix("K")) * 1024
        if prompt + reply > room:
            yield RecipeFinding(
                "error",
                "longer than a sequence",
                plan.place("max_new_tokens"),
                f"{prompt:g} tokens of prompt and {reply:g} of reply are {prompt + reply:g}, and a "
                f"sequence of {sequence.value} holds {room:,}",
                f"write at most {room - prompt:g} here, or take a longer sequence",
                "https://github.com/aws/sagemaker-python-sdk (sagemaker-train 1.27.0)",
            )
    left = length - reply if length and reply else prompt
    if length and reply and reply >= length:
        yield RecipeFinding(
            "error",
            "no room for the prompt",
            plan.place("max_new_tokens"),
            f"replies of {reply:g} tokens leave no room for a prompt in {length:g}",
            f"write less than {length:g}, or a larger max_length",
            RECIPES_SOURCE,
        )
    elif left is not None and needed is not None and needed > left:
        yield RecipeFinding(
            "error",
            "prompt too long",
            plan.place("max_length" if length else "max_prompt_tokens"),
            f"the longest prompt has about {needed:,} tokens, and the recipe leaves {left:g} for "
            "it",
            "raise the length, or leave such prompts out",
            RECIPES_SOURCE,
        )
    yield from _check_reasoning(plan, reply)


def _check_reasoning(plan: RunPlan, reply: float | None) -> Iterator[RecipeFinding]:
    form, effort = plan.recipe.form, plan.named.get("reasoning_effort")
    if effort is None or form == "nova evaluation":
        return
    is_nova, length = form.startswith("nova"), plan.number("max_length")
    room = f" (and {length - reply:g} are left for the prompt)" if length and reply else ""
    if is_nova and effort.value == "high" and reply and reply < REASONING_TOKENS:
        yield RecipeFinding(
            "advice",
            "reasoning without room",
            plan.place("max_new_tokens"),
            f"replies are cut at {reply:g} tokens{room}, and with high reasoning "
            f"{REASONING_TOKENS:,} are advised: a reply that is cut earns what a wrong one earns",
            f"write {REASONING_TOKENS} (and a max_length to hold it), or reasoning_effort: low",
            NOVA_GUIDE,
        )
    given = plan.evidence
    if given.has_inference_effort and given.inference_effort != effort.value:
        yield RecipeFinding(
            "advice",
            "reasoning differs",
            effort.place,
            f"the model is trained with {effort.value} and used with {given.inference_effort}: it "
            "behaves otherwise than it was trained to",
            "use one setting in training and afterwards",
            GUIDANCE,
        )


def check_schedule(plan: RunPlan) -> Iterator[RecipeFinding]:
    """Steps, passes through the data, and how often the model is kept."""
    steps, kept = plan.number("max_steps"), plan.number("save_steps")
    if steps and kept and kept > steps and "save_steps" in plan.named:
        yield RecipeFinding(
            "advice",
            "nothing kept on the way",
            plan.place("save_steps"),
            f"a checkpoint every {kept:g} steps, and the run has {steps:g}: only its end is kept",
            f"write at most {steps:g}",
            RECIPES_SOURCE,
        )
    epochs = plan.number("epochs")
    if epochs and epochs > 1 and "epochs" in plan.named:
        yield RecipeFinding(
            "advice",
            "several passes",
            plan.place("epochs"),
            f"{epochs:g} passes through the data: one is advised, and of continued pre-training "
            "one is the most",
            "write 1, and more only where held-out accuracy still rises",
            GUIDANCE,
        )
    rows = plan.evidence.rows
    if rows is None:
        return
    if plan.recipe.form == "Bedrock" and not 100 <= rows <= 20_000:
        yield RecipeFinding(
            "error",
            "number of rows",
            plan.place("data"),
            f"{rows:,} rows, and Bedrock takes 100 to 20,000",
            "give more prompts" if rows < 100 else "give fewer prompts",
            "https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html",
        )
    elif rows < 100:
        yield RecipeFinding(
            "advice",
            "number of rows",
            plan.place("data"),
            f"{rows} rows to train on; the guide asks for 100 or more, and as many to evaluate",
            "give more prompts",
            NOVA_GUIDE,
        )
    readings = read_steps(plan)
    if steps and readings and steps * readings[0].prompts < rows:
        share = steps * readings[0].prompts / rows
        yield RecipeFinding(
            "advice",
            "prompts that are never seen",
            plan.place("max_steps"),
            f"{steps:g} steps of {readings[0].prompts:g} prompts see {share:.0%} of {rows:,} rows",
            f"write {-(-rows // int(max(readings[0].prompts, 1)))} for one pass",
            RECIPES_SOURCE,
        )


def check_load(plan: RunPlan) -> Iterator[RecipeFinding]:
    """What the run asks of the function at once, in one event, and in one call's time."""
    batch, reply = plan.number("batch_to_function"), plan.number("max_new_tokens")
    evidence, limits = plan.evidence, plan.evidence.limits
    if batch and evidence.row_bytes:
        size = batch * (evidence.row_bytes + (reply or 0) * BYTES_A_TOKEN)
        if size > MOST_EVENT_BYTES:
            fits = int(MOST_EVENT_BYTES / (size / batch))
            is_sure = batch * evidence.row_bytes > MOST_EVENT_BYTES
            yield RecipeFinding(
                "error" if is_sure else "advice",
                "event too large",
                plan.place("batch_to_function"),
                f"{batch:g} samples of up to {size / batch / 1024:,.0f} KiB may be "
                f"{size / 2**20:,.1f} MiB, and Lambda takes 6 MiB: the call fails with 413",
                f"write {max(fits, 1)} as lambda_batch_size",
                _LAMBDA,
            )
    if batch and evidence.batch_seconds and limits:
        of, seconds = evidence.batch_seconds
        needed = seconds * batch / of
        if needed > limits.timeout:
            yield RecipeFinding(
                "error",
                "slower than the timeout",
                plan.place("batch_to_function"),
                f"{batch:g} samples take about {needed:,.1f} s (p95), and the function's timeout "
                f"is {limits.timeout:g} s",
                "raise the timeout, send smaller batches, or make the reward quicker",
                _MEASURED,
            )
    yield from _check_concurrency(plan)


def _check_concurrency(plan: RunPlan) -> Iterator[RecipeFinding]:
    asked, workers = plan.number("concurrency"), plan.number("rollout_workers")
    limits = plan.evidence.limits
    needed = workers * CALLS_A_WORKER if workers else asked
    if plan.recipe.form == "nova on HyperPod" and asked and needed and asked < needed:
        yield RecipeFinding(
            "advice",
            "too few calls at once",
            plan.place("concurrency"),
            f"{asked:g} calls at once, and {workers:g} rollout workers make up to {needed:g}",
            f"write {needed:g} or more, and let the function have as many",
            RECIPES_SOURCE,
        )
    if limits is None or not needed:
        return
    most = limits.reserved if limits.reserved is not None else limits.account
    if most is not None and most < max(needed, asked or 0):
        whose = "its reserved concurrency" if limits.reserved is not None else "the account's limit"
        yield RecipeFinding(
            "error",
            "more calls than Lambda gives",
            plan.place("concurrency"),
            f"the run makes up to {max(needed, asked or 0):g} calls at once, and {whose} is "
            f"{most}: the rest is throttled",
            "raise it, or lower lambda_concurrency_limit",
            _LAMBDA,
        )


TRAINING_RULES = (
    check_group,
    check_pass_rate,
    check_learning_rate,
    check_leash,
    check_room,
    check_schedule,
    check_load,
)
