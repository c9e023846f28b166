"""Who reads the reply: the platforms, and what each takes."""

from typing import Literal, get_args

Platform = Literal["nova", "bedrock", "serverless-oss", "scorer"]
"""Nova on SageMaker (serverless too), Bedrock, SageMaker serverless for open-weight models, and
SageMaker evaluation's custom scorer."""

PLATFORMS: tuple[Platform, ...] = get_args(Platform)

ENVELOPED: tuple[Platform, ...] = ("serverless-oss",)
"""Those that are answered with `{statusCode, headers, body}`; the others, with a bare list."""

LAMBDA_LIMIT = 6 * 1024 * 1024
"""Bytes of a reply that Lambda hands on."""


def check_platform(platform: str) -> None:
    """Raises ValueError for a platform that is none of ours."""
    if platform not in PLATFORMS:
        raise ValueError(f"platform: expected one of {', '.join(PLATFORMS)}, got {platform!r}")
