"""Is what stands here, and what is deployed, what was validated? Each part of a report's header.

    report.json ──▶ digests of files, data, gate, judges, prices, versions ──▶ the tree
                └─▶ the function's version, CodeSha256 and the files of its code ──▶ with Lambda's

No code of the user's runs: files are found by the names of their modules, and hashed.
"""

import hashlib
import importlib.util
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rewards.extras import import_extra
from validation.errors import InputError
from validation.provenance import code_state, read_versions
from validation.storage import hash_file, is_packed, is_s3, read_content

Outcome = Literal["same", "differs", "not checked"]


@dataclass(frozen=True)
class Comparison:
    """One part of what was validated beside what is there now.

    Attributes:
        part: which part: "reward", "data", "gate", …
        outcome: "same", "differs" or "not checked".
        says: what differs and how, or why it was not checked.
    """

    part: str
    outcome: Outcome
    says: str = ""


def verify_tree(report: Mapping[str, Any]) -> Iterator[Comparison]:
    """The report's header beside the files, packages and data that stand here."""
    header = report["header"]
    yield _compare_source("reward", header["target"])
    for name, judge in header["judges"].items():
        yield _compare_source(f"judge {name}", judge)
    yield _compare_data(header["data"])
    yield _compare_gate(header["gate"])
    yield _compare_prices(header)
    yield _compare_versions(header["versions"])


def _compare_source(part: str, source: Mapping[str, Any]) -> Comparison:
    files = source.get("files")
    if not files:
        return _compare_folder(part, str(source.get("code", "")))
    found = {name: _find_source(name, source.get("paths", {})) for name in files}
    changed = [
        f"{path or name}: {'it is gone' if path is None else 'its content is another'}"
        for name, path in found.items()
        if path is None or hash_file(path) != files[name]
    ]
    if changed:
        return Comparison(part, "differs", "; ".join(changed))
    count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    return Comparison(part, "same", f"{count}, source {source['digest'][:12]}")


def _compare_folder(part: str, code: str) -> Comparison:
    """A built folder, whose digest stands in its code: `FOLDER:HANDLER sha256 DIGEST`."""
    where, _, digest = code.rpartition(" sha256 ")
    folder, _, handler = where.rpartition(":")
    if not digest or not Path(folder).is_dir():
        return Comparison(
            part, "not checked", f"{code or 'its code'} is not in a file of this tree"
        )
    from validation.targets.artifact import read_artifact

    now = read_artifact(folder, Path(folder), handler).digest
    if now == digest:
        return Comparison(part, "same", f"the built folder {folder}, {digest[:12]}")
    return Comparison(part, "differs", f"{folder} was {digest[:12]} and is {now[:12]}")


def _find_source(module: str, paths: Mapping[str, str]) -> Path | None:
    if module in paths:
        path = Path(paths[module])
        return path if path.is_file() else None
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(found.origin) if found is not None and found.origin else None


def _compare_data(data: Mapping[str, str]) -> Comparison:
    path = data["path"]
    if path == "rows":
        return Comparison("data", "not checked", "the rows were given in memory")
    now = hash_content(path)
    if now == data["digest"]:
        return Comparison("data", "same", f"{path}, {now[:12]}")
    return Comparison("data", "differs", f"{path} was {data['digest'][:12]} and is {now[:12]}")


def hash_content(path: str) -> str:
    """SHA-256 of what a file holds, unpacked where it is gzip or zstd; of an S3 object too.

    A plain file is hashed piece by piece, whatever its size.
    """
    if not is_s3(path) and not is_packed(path):
        return hash_file(Path(path))
    return hashlib.sha256(read_content(path)).hexdigest()


def _compare_gate(gate: Mapping[str, Any]) -> Comparison:
    from validation.gate_file import find_gate

    source = str(gate["source"])
    try:
        now = find_gate(source.removeprefix("the preset ")).digest
    except InputError as error:
        return Comparison("gate", "differs", str(error))
    if now == gate["digest"]:
        return Comparison("gate", "same", f"{source}, {now[:12]}")
    return Comparison("gate", "differs", f"{source} was {gate['digest'][:12]} and is {now[:12]}")


def _compare_prices(header: Mapping[str, Any]) -> Comparison:
    from validation.options import RunOptions
    from validation.prices import prices_of

    given = header["options"]
    table = Path(given["prices"]) if given.get("prices") else None
    told = {model: (pair[0], pair[1]) for model, pair in given.get("price", {}).items()}
    prices = prices_of(RunOptions(prices=table, price=told))
    if prices.digest == header["prices"]["digest"]:
        return Comparison("prices", "same", f"as of {prices.as_of}")
    return Comparison("prices", "differs", f"they were of {header['prices']['as_of']}")


def _compare_versions(versions: Mapping[str, str]) -> Comparison:
    now = dict.fromkeys(versions, "not installed") | read_versions(
        name for name in versions if name != "python"
    )
    changed = [
        f"{name} was {versions[name]} and is {now[name]}"
        for name in versions
        if now[name] != versions[name]
    ]
    if changed:
        return Comparison("versions", "differs", "; ".join(changed))
    return Comparison("versions", "same", ", ".join(f"{name} {now[name]}" for name in versions))


def verify_function(report: Mapping[str, Any], name: str) -> Iterator[Comparison]:
    """The report's header beside a deployed function.

    Raises:
        InputError: The function cannot be read.
    """
    from validation.targets.deployed import deployed_function

    function = deployed_function(name, 1)
    told = function.configuration
    if not told:
        yield Comparison("function", "not checked", f"{name}: its configuration may not be read")
        return
    judged = report["header"]["function"]
    if judged is not None:
        now = code_state(told)
        same = now["code_sha256"] == judged["code_sha256"]
        yield Comparison(
            "function",
            "same" if same else "differs",
            f"version {now['version']}, {now['code_sha256']}"
            + (
                ""
                if same
                else f"; validated was version {judged['version']}, {judged['code_sha256']}"
            ),
        )
        return
    files = report["header"]["target"].get("files")
    if not files:
        yield Comparison("function", "not checked", "the report names no file of its target")
        return
    yield _compare_archive(files, _download_code(function))


def _download_code(function: Any) -> zipfile.ZipFile:
    """The function's code, as Lambda holds it."""
    errors = import_extra("botocore.exceptions", "validation")
    httpx = import_extra("httpx", "validation")
    try:
        told = function.client.get_function(FunctionName=function.function)
        answer = httpx.get(told["Code"]["Location"], timeout=60.0)
        answer.raise_for_status()
        return zipfile.ZipFile(io.BytesIO(answer.content))
    except (errors.ClientError, errors.BotoCoreError, httpx.HTTPError, zipfile.BadZipFile) as error:
        raise InputError(f"{function.name}: its code cannot be read: {error}") from error


def _compare_archive(files: Mapping[str, str], archive: zipfile.ZipFile) -> Comparison:
    """The files that the target reaches beside those in the zip, and their compiled copies."""
    inside = set(archive.namelist())
    changed = []
    for module, digest in files.items():
        stem = module.replace(".", "/")
        path = next((it for it in (f"{stem}.py", f"{stem}/__init__.py") if it in inside), None)
        if path is None:
            changed.append(f"{module}: it is not in the function's zip")
            continue
        try:
            content = archive.read(path)
        except (zipfile.BadZipFile, zlib.error) as error:
            raise InputError(f"the function's zip: {path}: {error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            changed.append(f"{path}: its content is another")
        elif _is_compiled_from_another(archive, path, content):
            changed.append(f"{path}: its compiled copy is of another text, and that is what runs")
    if changed:
        return Comparison("function", "differs", "; ".join(changed))
    return Comparison(
        "function", "same", f"{len(files)} files of its zip are those that were judged"
    )


def _is_compiled_from_another(archive: zipfile.ZipFile, path: str, content: bytes) -> bool:
    """Whether a .pyc that Python runs without looking at the text was made from another text.

    Such a file has flags 1 (PEP 552: a hash that is not checked), and the hash of its source.
    """
    folder, slash, name = path.rpartition("/")
    cached = f"{folder}{slash}__pycache__/{name.removesuffix('.py')}."
    for compiled in archive.namelist():
        if compiled.startswith(cached) and compiled.endswith(".pyc"):
            header = archive.read(compiled)[:16]
            flags = int.from_bytes(header[4:8], "little")
            if flags == 1 and header[8:16] != importlib.util.source_hash(content):
                return True
    return False
