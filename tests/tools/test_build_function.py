"""A function's folder holds what its lock names and what ships, and follows their changes."""

import hashlib
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tools.build_function import (
    DATE,
    ROOT,
    FunctionBuild,
    handler_of,
    lock_of,
    main,
    remove_traces,
)

# A stand-in for uv, since no test leaves the machine. It leaves the traces that uv leaves.
UV = f"""#!{sys.executable}
import sys
from pathlib import Path
given = sys.argv
target = Path(given[given.index("--target") + 1])
lock = Path(given[given.index("-r") + 1])
with open(Path(__file__).with_name("calls"), "a") as calls:
    print(lock.name, given[given.index("--python-platform") + 1], file=calls)
for name in ("bin/tool", ".lock", "package/__init__.py", "package-1.dist-info/RECORD"):
    (target / name).parent.mkdir(parents=True, exist_ok=True)
(target / "bin/tool").write_text("#!" + sys.executable)
(target / ".lock").touch()
(target / "package/page.min.js").touch()
(target / "package/__init__.py").write_text("LOCK = " + repr(lock.read_text()))
record = "bin/tool,sha256=a,1\\npackage/page.min.js,,\\npackage/__init__.py,sha256=b,2\\n"
record += "package-1.dist-info/RECORD,,\\n"
(target / "package-1.dist-info/RECORD").write_text(record)
"""


def project(root: Path) -> FunctionBuild:
    """A small project, and the build of its function ArithmeticFunction."""
    files = {
        "rewards/one.py": "ONE = 1\n",
        "rewards/__pycache__/one.cpython-313.pyc": "old",
        "judges/two.py": "TWO = 2\n",
        "lambda_handlers/arithmetic.py": "handler = print\n",
        "lambda_handlers/worked_solution.py": "handler = print\n",
        "lambda_handlers/requirements.txt": "pydantic==1\n",
        "lambda_handlers/worked_solution.requirements.txt": "pydantic==1\nsympy==2\n",
        "validation/three.py": "THREE = 3\n",
        "uv": UV,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "uv").chmod(0o755)
    return FunctionBuild("ArithmeticFunction", "x86_64", str(root / "uv"), sys.executable, root)


def installs(build: FunctionBuild) -> list[str]:
    """What the stand-in for uv was asked for: a lock and a platform a line."""
    calls = build.root / "calls"
    return calls.read_text().splitlines() if calls.exists() else []


def listing(folder: Path) -> dict[str, tuple[int, int, str]]:
    """The mode, the date and the digest of everything in a folder."""
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.stat().st_mode),
            int(path.stat().st_mtime),
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in folder.rglob("*")
    }


def build_with(build: FunctionBuild, *arguments: str) -> None:
    tools = ["--uv", build.uv, "--python", build.python]
    main([*arguments, *tools], root=build.root)


@pytest.mark.parametrize(
    ("function", "handler"),
    [
        ("ArithmeticFunction", "arithmetic"),
        ("SupportReplyFunction", "support_reply"),
        ("ATwoStepReplyFunction", "atwo_step_reply"),
        ("Top5Function", "top5"),
        ("Top5AnswersFunction", "top5_answers"),
        ("FunctionNamesFunction", "function_names"),
    ],
)
def test_handler_of_is_the_function_s_name_in_snake_case(function, handler):
    assert handler_of(function) == handler


def test_lock_of_is_the_function_s_own_lock_or_the_common_one(tmp_path):
    project(tmp_path)
    assert lock_of("ArithmeticFunction", tmp_path).name == "requirements.txt"
    assert lock_of("WorkedSolutionFunction", tmp_path).name == "worked_solution.requirements.txt"


def test_a_folder_holds_what_is_installed_and_the_packages_that_ship(tmp_path):
    folder = project(tmp_path).keep()
    assert {path.name for path in folder.iterdir()} - {"__pycache__"} == {
        "package",
        "package-1.dist-info",
        "rewards",
        "judges",
        "lambda_handlers",
    }
    assert not list(folder.rglob("*requirements.txt"))


def test_a_folder_that_a_removed_package_left_behind_does_not_ship(tmp_path):
    build = project(tmp_path)
    stale = tmp_path / "rewards/removed/__pycache__/old.cpython-313.pyc"
    stale.parent.mkdir(parents=True)
    stale.touch()
    assert not (build.keep() / "rewards/removed").exists()


def test_the_folder_s_name_says_handler_and_processor(tmp_path):
    build = project(tmp_path)
    assert build.keep() == tmp_path / "build/arithmetic"
    assert replace(build, arch="arm64").keep() == tmp_path / "build/arithmetic-arm64"
    assert installs(build) == [
        "requirements.txt x86_64-manylinux_2_28",
        "requirements.txt aarch64-manylinux_2_28",
    ]


def test_build_leaves_no_trace_of_installing(tmp_path):
    folder = project(tmp_path).keep()
    assert (folder / "package-1.dist-info/RECORD").read_text() == (
        "package/__init__.py,sha256=b,2\npackage-1.dist-info/RECORD,,\n"
    )
    assert not (folder / "bin").exists()
    assert not (folder / ".lock").exists()
    assert not (folder / "package/page.min.js").exists()


def test_a_record_keeps_the_lines_that_only_resemble_a_script_s(tmp_path):
    record = tmp_path / "a-1.dist-info/RECORD"
    record.parent.mkdir()
    record.write_bytes(b"binary/a.py,,\r\na/bin/b.py,,\nbin/c,,")
    remove_traces(tmp_path)
    assert record.read_bytes() == b"binary/a.py,,\r\na/bin/b.py,,\n"


def test_modules_are_compiled_for_var_task_and_not_checked_against_their_source(tmp_path):
    folder = project(tmp_path).keep()
    [compiled] = (folder / "rewards/__pycache__").iterdir()
    # PEP 552: bit 0 of the flags says "by hash", bit 1 would say "check it"
    assert compiled.read_bytes()[4:8] == b"\x01\0\0\0"
    assert b"/var/task/rewards/one.py" in compiled.read_bytes()
    assert str(tmp_path).encode() not in compiled.read_bytes()


def test_build_without_a_python_of_the_runtime_compiles_nothing(tmp_path):
    folder = replace(project(tmp_path), python="").keep()
    assert not list(folder.rglob("*.pyc"))


def test_equal_sources_in_two_places_make_equal_folders_with_one_date(tmp_path):
    first, second = project(tmp_path / "a").keep(), project(tmp_path / "b").keep()
    assert listing(first) == listing(second)
    assert {date for _, date, _ in listing(first).values()} == {DATE}
    assert first.stat().st_mtime == DATE


def test_an_unchanged_function_is_not_built_again(tmp_path):
    build = project(tmp_path)
    build.keep()
    (build.folder / "still here").touch()
    build.keep()
    assert (build.folder / "still here").exists()
    assert len(installs(build)) == 1


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ("rewards/one.py", "ONE = 11\n"),
        ("rewards/added.py", ""),
        ("judges/two.py", None),
        ("lambda_handlers/requirements.txt", "pydantic==2\n"),
    ],
)
def test_a_changed_added_or_removed_input_builds_the_function_again(tmp_path, changed, text):
    build = project(tmp_path)
    build.keep()
    (build.folder / "gone").touch()
    path = tmp_path / changed
    path.unlink() if text is None else path.write_text(text)
    build.keep()
    assert not (build.folder / "gone").exists()
    assert len(installs(build)) == 2


@pytest.mark.parametrize(
    "elsewhere", ["validation/three.py", "lambda_handlers/worked_solution.requirements.txt"]
)
def test_build_ignores_changes_of_what_does_not_ship_with_a_function(tmp_path, elsewhere):
    build = project(tmp_path)
    build.keep()
    (tmp_path / elsewhere).write_text("changed==1\n")
    build.keep()
    assert len(installs(build)) == 1


def test_build_is_made_again_for_another_python_of_the_runtime(tmp_path):
    build = project(tmp_path)
    replace(build, python="").keep()
    build.keep()
    assert list(build.folder.rglob("*.pyc"))


def test_a_build_that_failed_is_tried_again(tmp_path):
    build = project(tmp_path)
    working = (tmp_path / "uv").read_text()
    (tmp_path / "uv").write_text("#!/bin/sh\nmkdir -p build/arithmetic\nexit 3\n")
    with pytest.raises(SystemExit, match="returned non-zero exit status 3"):
        build_with(build, "ArithmeticFunction")
    (tmp_path / "uv").write_text(working)
    assert (build.keep() / "rewards/one.py").exists()


def test_functions_of_the_same_inputs_are_installed_once_and_are_equal(tmp_path):
    build = project(tmp_path)
    other = replace(build, function="SupportReplyFunction")
    assert listing(build.keep()) == listing(other.keep())
    assert len(installs(build)) == 1


def test_sam_gets_a_copy_that_is_equal_to_the_last_date(tmp_path):
    build = project(tmp_path / "project")
    target = tmp_path / "ArithmeticFunction"
    target.mkdir()  # as SAM does
    build_with(build, "ArithmeticFunction", "--into", str(target))
    assert listing(target) == listing(build.folder)
    assert target.stat().st_mtime == DATE


def test_a_copy_into_the_kept_folder_itself_changes_nothing(tmp_path):
    build = project(tmp_path)
    build_with(build, "ArithmeticFunction", "--into", str(build.folder))
    assert (build.folder / "rewards/one.py").exists()


def test_several_functions_are_built_for_several_processors(tmp_path):
    build = project(tmp_path)
    build_with(build, "ArithmeticFunction", "WorkedSolutionFunction", "--arch", "x86_64", "arm64")
    assert {path.name for path in (tmp_path / "build").iterdir() if path.is_dir()} == {
        "arithmetic",
        "arithmetic-arm64",
        "worked_solution",
        "worked_solution-arm64",
    }


def test_the_lack_of_a_python_of_the_runtime_is_said(tmp_path, capfd):
    build_with(replace(project(tmp_path), python=""), "ArithmeticFunction")
    assert capfd.readouterr().err == (
        "No Python 3.13 is installed: built without .pyc, so it starts slower\n"
    )


def test_make_runs_the_build_for_sam(tmp_path):
    # SAM sets ARTIFACTS_DIR and runs the target of the function's logical id
    command = ["make", "-n", "build-ArithmeticFunction", f"ARTIFACTS_DIR={tmp_path}", "ARCH=arm64"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f'ArithmeticFunction --arch arm64 --into "{tmp_path}"' in said


def test_make_says_that_the_target_is_for_sam():
    command = ["make", "-n", "build-ArithmeticFunction"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 2
    assert "SAM runs build-ArithmeticFunction, and says where in ARTIFACTS_DIR" in said.stderr
