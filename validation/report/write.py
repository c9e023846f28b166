"""Writing a report to a folder or to S3: each file whole, or not at all."""

import os
import tempfile
from pathlib import Path

from validation.errors import InputError
from validation.report.as_json import render_json
from validation.report.html import render_html
from validation.report.junit import render_junit
from validation.report.markdown import render_markdown
from validation.storage_s3 import is_s3, write_objects
from validation.validate import Validation


def write_report(validation: Validation, place: str | Path) -> None:
    """Write report.html, report.json, junit.xml and summary.md to a folder, or `s3://bucket/prefix`.

    Raises InputError where they cannot be written there.
    """
    files = {
        "report.html": render_html(validation),
        "report.json": render_json(validation),
        "junit.xml": render_junit(validation),
        "summary.md": render_markdown(validation),
    }
    if is_s3(str(place)):
        write_objects(str(place), files)
        return
    folder = Path(place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            _replace(folder / name, text)
    except OSError as error:
        raise InputError(f"--report {folder}: {error.strerror or error}") from error


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="replace", dir=path.parent, delete=False
    ) as file:
        file.write(text)
    os.chmod(file.name, 0o644)  # a temporary file is private; a report is to be shown
    os.replace(file.name, path)
