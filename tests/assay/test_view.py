"""assay view: reports on loopback, side by side."""

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from assay.commands.view import open_server
from tests.assay.command import assay
from tests.validation.report.conftest import browser  # noqa: F401
from tests.validation.report.made import everything, graded, table, validation
from validation.report.exports import write_report


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("viewed")
    write_report(everything(), folder / "a")
    write_report(validation(table([graded("p", 0, 1.0)], [1.0])), folder / "b")
    (folder / "secret.txt").write_text("secret")
    server = open_server([str(folder / "a"), f"{folder}/a/", str(folder / "b")])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(port: int, path: str, host: str = "", method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_view_serves_the_files_of_each_report(port):
    assert "<h1>FAIL</h1>" in ask(port, "/0/report.html")[1]
    assert json.loads(ask(port, "/1/report.json")[1])["verdict"] == "PASS"
    assert ask(port, "/1/summary.md")[1].startswith("## PASS")
    assert ask(port, "/0/report.html", method="HEAD") == (200, "")


@pytest.mark.parametrize(
    "path",
    ["/2/report.html", "/0/../secret.txt", "/0/%2e%2e/secret.txt", "/secret.txt", "/0/", "//etc"],
)
def test_view_serves_nothing_else(port, path):
    status, text = ask(port, path)
    assert status == 404
    assert "secret\n" not in text
    assert "expected / or one of the files of a report" in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]"])
def test_view_refuses_a_host_that_is_not_itself(port, host):
    assert ask(port, "/0/report.json", host)[0] == 421
    assert ask(port, "/", f"localhost:{port}")[0] == 200


def test_view_refuses_a_folder_without_a_report(tmp_path):
    ran = assay("view", str(tmp_path), cwd=tmp_path)
    assert ran.status == 2
    assert "report.json" in ran.err


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_view_shows_verdicts_and_pages_side_by_side_without_a_fault(browser, port, width, scheme):  # noqa: F811
    faults: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"http://127.0.0.1:{port}/")
    assert page.locator(".beside tbody tr").first.inner_text().split() == [
        "verdict",
        "FAIL",
        "PASS",
    ]
    assert page.frame_locator("iframe").nth(0).locator("h1").inner_text() == "FAIL"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert [fault for fault in faults if "favicon" not in fault] == []
