"""The seal of a report: one digest that ties a verdict to what was judged, signed where wanted.

    report.json ──▶ make_seal (── key ──▶ signature) ──▶ seal.json beside it ──▶ check_signature

A signature is made with a secret file (HMAC-SHA256: whoever checks it needs the same file), or by a
key of AWS KMS that signs (whoever may call kms:Verify can check it).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewards.extras import import_extra
from validation.errors import InputError, name_unusable_file

SEAL_NAME = "seal.json"
KMS = "kms:"
# A secret that is shorter can be guessed (RFC 2104 asks for the length of the digest).
_SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Signature:
    """Who says that a seal is theirs.

    Attributes:
        key: the name of the key: the digest of a secret file, or the ARN of a KMS key.
        algorithm: HMAC_SHA_256, or the signing algorithm of the KMS key.
        value: the signature, in base64.
    """

    key: str
    algorithm: str
    value: str


@dataclass(frozen=True)
class Seal:
    """What a report says, in one digest.

    Attributes:
        report: SHA-256 of the report, but for how long its checks took.
        verdict: the report's.
        date: when the report's run began.
        target: the digest of what was judged.
        data: the digest of the data.
        gate: the digest of the gate.
        override: why a run was committed without a passing report; "" where it passed.
        signature: who says so; None where nobody signed.
    """

    report: str
    verdict: str
    date: str
    target: str
    data: str
    gate: str
    override: str = ""
    signature: Signature | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all but the signature: what is signed, and what names a run."""
        plain = {name: value for name, value in vars(self).items() if name != "signature"}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        content: dict[str, Any] = {**vars(self), "digest": self.digest}
        content["signature"] = self.signature and vars(self.signature)
        return json.dumps(content, indent=2) + "\n"


def read_report(path: str | Path) -> dict[str, Any]:
    """A report.json of `assay validate`, with its header.

    Raises:
        InputError: It cannot be read, is no report, or was made without a header.
    """
    with name_unusable_file(path):
        text = Path(path).read_text("utf-8")
    try:
        report = json.loads(text)
        header = report["header"]
        complete = {"data", "gate", "judges", "versions"} <= set(header) and (
            "paths" in header["target"]  # else files of the user's would be looked for by import
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: expected a report.json of assay validate: {error}") from error
    if not complete:
        raise InputError(f"{path}: its header lacks digests: validate again with this version")
    return dict(report)


def make_seal(report: Mapping[str, Any], override: str = "") -> Seal:
    """The seal of a report, not signed yet."""
    lasting = {name: value for name, value in report.items() if name != "times"}
    header = report["header"]
    return Seal(
        report=hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest(),
        verdict=report["verdict"],
        date=header["date"],
        target=header["target"]["digest"],
        data=header["data"]["digest"],
        gate=header["gate"]["digest"],
        override=override,
    )


def sign_seal(seal: Seal, key: str) -> Seal:
    """The seal with a signature by a secret file, or by a KMS key as `kms:KEY`.

    Raises:
        InputError: The key cannot be read, is too short, or may not sign.
    """
    digest = bytes.fromhex(seal.digest)
    if not key.startswith(KMS):
        secret = _read_secret(key)
        value = hmac.new(secret, digest, "sha256").digest()
        signature = Signature(_name_secret(secret), "HMAC_SHA_256", _encode(value))
    else:
        client, errors = _open_kms()
        try:
            told = client.get_public_key(KeyId=key.removeprefix(KMS))
            algorithm = told["SigningAlgorithms"][0]
            answer = client.sign(
                KeyId=told["KeyId"],
                Message=digest,
                MessageType="DIGEST",
                SigningAlgorithm=algorithm,
            )
        except (errors.ClientError, errors.BotoCoreError) as error:
            raise InputError(f"{key}: the key did not sign: {error}") from error
        signature = Signature(told["KeyId"], algorithm, _encode(answer["Signature"]))
    return Seal(**{**vars(seal), "signature": signature})


def check_signature(seal: Seal, key: str) -> str | None:
    """What is wrong with the signature of a seal; None where this key made it.

    Raises:
        InputError: The key cannot be read or asked.
    """
    signature = seal.signature
    if signature is None:
        return "it has no signature"
    digest, value = bytes.fromhex(seal.digest), base64.b64decode(signature.value)
    if not key.startswith(KMS):
        secret = _read_secret(key)
        expected = hmac.new(secret, digest, "sha256").digest()
        return None if hmac.compare_digest(expected, value) else f"{key} did not sign this seal"
    client, errors = _open_kms()
    try:
        answer = client.verify(
            KeyId=key.removeprefix(KMS),
            Message=digest,
            MessageType="DIGEST",
            Signature=value,
            SigningAlgorithm=signature.algorithm,
        )
    except client.exceptions.KMSInvalidSignatureException:
        return f"{key} did not sign this seal"
    except (errors.ClientError, errors.BotoCoreError) as error:
        raise InputError(f"{key}: the key did not check the signature: {error}") from error
    return None if answer["SignatureValid"] else f"{key} did not sign this seal"


def read_seal(path: Path) -> Seal:
    """The seal of a file; raises InputError where it is none, or its digest is another."""
    with name_unusable_file(path):
        text = path.read_text("utf-8")
    try:
        content = json.loads(text)
        signature = content["signature"] and Signature(**content.pop("signature"))
        digest = content.pop("digest")
        seal = Seal(**{**content, "signature": signature})
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: expected a seal of assay seal: {error}") from error
    if seal.digest != digest:
        raise InputError(f"{path}: it was changed: its digest is {seal.digest}, it says {digest}")
    return seal


def _read_secret(path: str) -> bytes:
    with name_unusable_file(path):
        secret = Path(path).read_bytes().strip()
    if len(secret) < _SHORTEST_SECRET:
        raise InputError(
            f"{path}: a secret of {len(secret)} bytes, expected {_SHORTEST_SECRET} or more: "
            f"openssl rand -hex 32 > {path}"
        )
    return secret


def _name_secret(secret: bytes) -> str:
    return hashlib.sha256(b"assay key\0" + secret).hexdigest()[:16]


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _open_kms() -> tuple[Any, Any]:
    errors = import_extra("botocore.exceptions", "validation")
    try:
        return import_extra("boto3", "validation").client("kms"), errors
    except errors.BotoCoreError as error:
        raise InputError(f"AWS KMS cannot be asked: {error}") from error
