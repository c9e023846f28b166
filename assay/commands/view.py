"""assay view: reports side by side, in a browser on this machine."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from assay.output import open_results
from validation.errors import InputError, printable_text
from validation.report.changes import read_any_report
from validation.report.exports import REPORT
from validation.report.html import render_view
from validation.storage import TYPES, is_s3, read_object

HELP = """Show reports side by side in a browser: verdicts, findings, numbers, and their pages.

Each REPORT is the folder, or the s3://bucket/prefix, that `assay validate --report` wrote. They are
served on this machine alone, until Ctrl-C, and read again whenever a page is loaded.
"""

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# A report brings its own policy, which is stricter: it may run its one script.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"


@click.command("view", help=HELP)
@click.argument("places", metavar="REPORT...", nargs=-1, required=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="a free one",
    help="The port on 127.0.0.1.",
)
def command(places: tuple[str, ...], port: int) -> None:
    with open_results() as out:
        for place in places:
            read_any_report(place)
        try:
            server = open_server(places, port)
        except OSError as error:
            raise InputError(
                f"--port {port}: {error}: name another port, or none to get a free one"
            ) from error
        with server, suppress(KeyboardInterrupt):
            address = f"http://127.0.0.1:{server.server_port}/"
            print(f"{address} shows {', '.join(places)}; Ctrl-C ends it", file=out, flush=True)
            server.serve_forever()


def open_server(places: Sequence[str], port: int = 0) -> ThreadingHTTPServer:
    """A server of these reports on the loopback address, not serving yet.

    Raises OSError where the port is taken.
    """
    shown = tuple(dict.fromkeys(place.rstrip("/") or place for place in places))
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(ReportPages, places=shown))
    server.daemon_threads = True
    return server


class ReportPages(BaseHTTPRequestHandler):
    """Answers `/` with all reports side by side, and `/N/FILE` with a file of the N-th of them.

    No other path leads anywhere, so nothing else of the machine can be read. A request whose Host
    is not this server is refused: a page of the web could otherwise read reports by a name of its
    own that leads to 127.0.0.1.

    Attributes:
        places: the folders of the reports.
    """

    protocol_version = "HTTP/1.1"
    server_version = "assay"
    sys_version = ""

    def __init__(self, *connection: Any, places: tuple[str, ...]) -> None:
        self.places = places
        super().__init__(*connection)

    def do_GET(self) -> None:
        host, port = self.headers.get("Host", ""), self.connection.getsockname()[1]
        if host not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            self._answer(421, b"This server answers to 127.0.0.1 and localhost alone.\n")
            return
        try:
            self._answer(200, *self._find(self.path.partition("?")[0]))
        except InputError as error:
            self._answer(404, printable_text(f"{error}\n").encode("utf-8", "replace"))

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a line for each request would hide what the command has printed."""

    def _find(self, path: str) -> tuple[bytes, str]:
        """The content at a path, and its type; raises InputError where there is none."""
        if path == "/":
            reports = {place: read_any_report(place) for place in self.places}
            return render_view(reports, tuple(REPORT)).encode("utf-8", "replace"), TYPES[".html"]
        pages = {
            f"/{at}/{name}": (place, name)
            for at, place in enumerate(self.places)
            for name in REPORT
        }
        if path not in pages:
            raise InputError(f"{path}: expected / or one of the files of a report, as / links them")
        place, name = pages[path]
        kind = TYPES.get(Path(name).suffix, "text/plain; charset=utf-8")
        if is_s3(place):
            return read_object(f"{place.rstrip('/')}/{name}"), kind
        file = Path(place) / name
        if not file.is_file():
            raise InputError(f"{file}: the report does not have this file")
        return file.read_bytes(), kind

    def _answer(self, status: int, content: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), **_HEADERS}
        if self.path == "/":
            headers["Content-Security-Policy"] = _POLICY
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
