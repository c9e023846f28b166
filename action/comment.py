"""Write one comment on a pull request, in the place of the one that stands there for this target.

    python comment.py FILE

Reads GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST and TARGET. Needs no package.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

# The most that a comment may hold is 65,536 characters.
MOST = 60_000
EACH_PAGE = 100


def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The answer of the interface at a path of the repository; raises HTTPError for a refusal."""
    address = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}{path}"
    content = None if body is None else json.dumps(body).encode()
    headers = {
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    request = urllib.request.Request(address, content, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def find_comment(pull_request: str, mark: str) -> int | None:
    """The comment that an earlier run has left."""
    page = 1
    while True:
        path = f"/issues/{pull_request}/comments?per_page={EACH_PAGE}&page={page}"
        comments = ask("GET", path)
        for comment in comments:
            if mark in (comment["body"] or ""):
                return int(comment["id"])
        if len(comments) < EACH_PAGE:
            return None
        page += 1


def main() -> None:
    """Write the comment, or say why it could not be written: a fork's token may not write."""
    mark = f"<!-- assay {os.environ['TARGET'].replace('--', '- -')} -->"
    text = Path(sys.argv[1]).read_text("utf-8")
    if len(text) > MOST:
        text = text[:MOST] + "\n\n(The whole summary is in the report.)"
    pull_request = os.environ["PULL_REQUEST"]
    body = {"body": f"{mark}\n{text}"}
    try:
        found = find_comment(pull_request, mark)
        if found is None:
            ask("POST", f"/issues/{pull_request}/comments", body)
        else:
            ask("PATCH", f"/issues/comments/{found}", body)
    except urllib.error.HTTPError as error:
        if error.code not in (401, 403):
            raise
        print(
            f"::warning::the comment was not written: {error}; the token needs pull-requests: write"
        )


if __name__ == "__main__":
    main()
