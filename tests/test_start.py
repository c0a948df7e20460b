"""The launcher: one environment, one running instance, one clear sentence for a wrong word."""

from __future__ import annotations

import ast
import http.server
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

import start
from core import workspace

HERE = Path(start.__file__).parent
APP = 'import streamlit as st\nst.write("大福帳")\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the launcher with its requirements, without an environment."""
    (tmp_path / "tests").mkdir()
    for name in ("start.py", "pyproject.toml", "requirements.txt", "tests/requirements.txt"):
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def ready(root: Path) -> Path:
    """The copy with an environment in step and an app of one line."""
    (root / ".venv").mkdir()
    for part in ("bin", "lib", "Scripts", "Lib", "pyvenv.cfg"):
        if (Path(sys.prefix) / part).exists():
            (root / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    for name in ("app", "tests"):
        start.stamp(root, name).write_text(start.fingerprint(root, name), encoding="ascii")
    (root / "app.py").write_text(APP, encoding="utf-8")
    return root


def launcher(root: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DAIFUKUCHO_HOME": str(root / "home"), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, str(root / "start.py"), *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=root.parent,
    )


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """What the process prints up to a word; the reader ends with the process at the latest."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if word in line:
            return seen
    raise AssertionError(f"{word!r} never came: {seen}")


@pytest.mark.parametrize(
    "words",
    [
        ["test", "engines"],
        ["setup", "now"],
        ["--port", "0"],
        ["--port", "eighty"],
        ["--port=70000"],
        ["--port"],
        ["--lan"],
    ],
)
def test_a_word_that_is_not_known_gets_one_sentence_and_exit_2(words, capsys):
    assert start.main(words) == 2

    japanese, english = capsys.readouterr().err.splitlines()
    assert "使えません" in japanese
    assert "cannot be used here" in english


def test_options_are_read_in_any_order():
    assert start.options([]) == start.Options()
    asked = start.options(["--port", "8600", "--no-browser"])
    assert asked == start.Options(browser=False, port=8600)
    asked = start.options(["--no-browser", "--port=8601"])
    assert asked == start.Options(browser=False, port=8601)


def test_help_prints_the_forms_of_the_command(capsys):
    assert start.main(["--help"]) == 0

    assert "python3 start.py test" in capsys.readouterr().out


def test_a_taken_port_is_passed_over_and_refused_when_asked_for():
    with socket.socket() as other:
        other.bind((start.ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]

        assert start.free_port() != taken
        with pytest.raises(start.Refused, match="in use"):
            start.free_port(taken)
    assert start.free_port(taken) == taken


def test_the_environment_is_in_step_until_the_requirements_change(ready):
    assert start.in_step(ready, "app")
    assert start.in_step(ready, "tests")

    with (ready / "tests/requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# one more\n")
    assert start.in_step(ready, "app")
    assert not start.in_step(ready, "tests")

    with (ready / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# one more\n")
    assert not start.in_step(ready, "app")


def test_an_environment_whose_python_is_gone_is_out_of_step(ready):
    shutil.rmtree(ready / ".venv" / "bin", ignore_errors=True)
    (ready / ".venv" / "bin").unlink(missing_ok=True)
    (ready / ".venv" / "Scripts").unlink(missing_ok=True)

    assert not start.in_step(ready, "app")


def test_an_old_python_can_read_the_file_and_is_told_which_one_is_needed(root, monkeypatch):
    source = (root / "start.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 8))

    monkeypatch.setattr(sys, "version_info", (3, 8, 20, "final", 0))
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(start.Refused, match=r"Python 3\.11 or newer is needed"):
        start.set_up(root)


def test_a_python_without_venv_is_told_what_to_install(root, monkeypatch):
    monkeypatch.setenv("PATH", str(root))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(start.Refused, match="sudo apt install python3-venv"):
        start.set_up(root)


def test_set_up_makes_an_environment_and_notes_it_only_after_success(root, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    (root / "requirements.txt").write_text("no-such-package-of-ours==1.0\n", encoding="utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(start.Refused, match="could not be installed"):
        start.set_up(root)
    assert start.venv_python(root).exists()
    assert not start.in_step(root, "app")

    (root / "requirements.txt").write_text("# nothing is needed\n", encoding="utf-8")
    start.set_up(root)
    assert start.in_step(root, "app")

    capsys.readouterr()
    start.set_up(root)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("uv", [None, "uv"])
def test_the_optional_packages_are_installed_with_the_rest(root, monkeypatch, capsys, uv):
    commands = []
    monkeypatch.setattr(start, "_run", lambda command: commands.append(command) or 0)
    monkeypatch.setattr(shutil, "which", lambda _name: uv)
    start.venv_python(root).parent.mkdir(parents=True)
    start.venv_python(root).touch()

    start.set_up(root)

    packages = start.extras(HERE)
    assert [re.split(r"[=\[]", package)[0] for package in packages] == [
        "numbers-parser",
        "psycopg",
    ]
    assert [command[-1] for command in commands] == [str(root / "requirements.txt"), *packages]
    assert {command[0] for command in commands} == {uv or str(start.venv_python(root))}
    assert start.in_step(root, "app")
    assert "was not installed" not in capsys.readouterr().out


@pytest.mark.parametrize("package", start.extras(HERE))
def test_without_the_optional_packages_the_program_is_set_up_all_the_same(
    root, monkeypatch, capsys, package
):
    monkeypatch.setattr(start, "_run", lambda command: int(command[-1] == package))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    start.venv_python(root).parent.mkdir(parents=True)
    start.venv_python(root).touch()

    start.set_up(root)

    assert f"{package} was not installed" in capsys.readouterr().out
    assert start.in_step(root, "app")


def test_another_version_of_an_optional_package_puts_the_environment_out_of_step(ready):
    shutil.copy(HERE / "pyproject.toml", ready / "pyproject.toml")
    start.stamp(ready, "app").write_text(start.fingerprint(ready, "app"), encoding="ascii")
    text = (ready / "pyproject.toml").read_text(encoding="utf-8")
    newer = text.replace(start.extras(ready)[0], "numbers-parser==99.0")
    (ready / "pyproject.toml").write_text(newer, encoding="utf-8")

    assert start.extras(ready)[0] == "numbers-parser==99.0"
    assert not start.in_step(ready, "app")


def test_the_tests_have_the_same_optional_packages():
    wanted = (HERE / "tests/requirements.txt").read_text(encoding="utf-8").splitlines()
    assert set(start.extras(HERE)) <= set(wanted)


def test_a_second_start_opens_the_running_instance_and_interrupt_ends_it(ready):
    first = launcher(ready, "--no-browser")
    try:
        said = read_until(first, "Ctrl+C")
        port = start.running(ready / "home").port
        assert port
        assert f"http://127.0.0.1:{port}" in said

        second = launcher(ready, "--no-browser")
        out, _err = second.communicate(timeout=20)
        assert second.returncode == 0
        assert "It is already running" in out
        assert f"http://127.0.0.1:{port}" in out
    finally:
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=20)
    assert first.returncode == 0, err
    assert "Stopped." in out
    assert not start.healthy(start.Spot(port))
    assert not (ready / "home" / "running.json").exists()


def test_an_app_that_cannot_start_is_said_and_leaves_nothing_running(ready):
    shutil.rmtree(ready / "home", ignore_errors=True)
    (ready / "app.py").unlink()

    process = launcher(ready, "--no-browser")
    _out, err = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "始められませんでした" in err
    assert start.running(ready / "home").port == 0


@pytest.mark.parametrize(
    "note",
    ["", "not json", "[]", '{"pid": 1}', '{"pid": "x", "port": 1}', '{"pid": 1, "port": 9}'],
)
def test_a_stale_or_broken_note_of_a_running_instance_is_ignored(tmp_path, note):
    (tmp_path / "running.json").write_text(note, encoding="ascii")

    assert start.running(tmp_path).port == 0


def test_a_note_of_a_process_that_is_gone_is_ignored_although_the_port_answers(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()

    assert not start._alive(process.pid)


def test_two_windows_set_up_one_after_the_other(tmp_path, capsys):
    entered = threading.Event()

    def second_window() -> None:
        with start.only_one(tmp_path):
            entered.set()

    with start.only_one(tmp_path):
        thread = threading.Thread(target=second_window)
        thread.start()
        assert not entered.wait(0.5)
    thread.join(5)
    assert entered.is_set()
    assert "Another window is setting up." in capsys.readouterr().out


def test_a_server_that_answers_something_else_is_not_ours():
    class NotFound(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Silence."""

    with http.server.HTTPServer((start.ADDRESS, 0), NotFound) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert not start.healthy(start.Spot(server.server_port))
        thread.join(5)


@pytest.mark.parametrize("named", ["/data/shop", "~/shop", "  "])
@pytest.mark.parametrize("xdg", ["/xdg", "relative", ""])
@pytest.mark.parametrize(("system", "platform"), [("linux", Unix), ("darwin", MacOS)])
def test_the_data_folder_is_the_one_that_the_program_uses(
    monkeypatch, named, xdg, system, platform
):
    monkeypatch.setenv("XDG_DATA_HOME", xdg)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("DAIFUKUCHO_HOME", raising=False)
    assert str(start.home()) == platform("daifukucho", appauthor=False).user_data_dir

    monkeypatch.setenv("DAIFUKUCHO_HOME", named)
    assert (start.home() == Path(named).expanduser()) == bool(named.strip())


def test_the_data_folder_on_windows_is_the_local_one(monkeypatch, tmp_path):
    monkeypatch.delenv("DAIFUKUCHO_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert start.home() == tmp_path / "Local" / "daifukucho"

    monkeypatch.delenv("LOCALAPPDATA")
    assert start.home() == Path.home() / "AppData" / "Local" / "daifukucho"


def test_the_data_folder_is_the_workspaces_own(monkeypatch, tmp_path):
    for named in ("", str(tmp_path)):
        monkeypatch.setenv("DAIFUKUCHO_HOME", named)
        assert start.home() == workspace.home()


def test_both_double_click_starters_call_the_launcher():
    windows = (HERE / "はじめる.bat").read_bytes()
    assert windows.isascii()
    assert windows.count(b"\r\n") == windows.count(b"\n")
    order = [windows.index(word) for word in (b"uv run", b"py -3 start", b"python start")]
    assert order == sorted(order)

    mac = HERE / "はじめる.command"
    assert os.access(mac, os.X_OK)
    assert "start.py" in mac.read_text(encoding="ascii")
    subprocess.run(["sh", "-n", str(mac)], check=True)


def test_the_ci_run_is_the_launchers_test_run():
    script = HERE / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="ascii").splitlines()[-1].endswith("python3 start.py test")
    subprocess.run(["bash", "-n", str(script)], check=True)
