"""The launcher: one environment, one clear sentence for a wrong word, then it hands over."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start
from tests.core.starting import HERE, copied, made_ready

#: What the launcher uses of the program before anything is installed.
NEEDED = ("core/serving/lock.py", "core/serving/options.py", "core/store/__init__.py",
          "core/store/lock.py")  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the launcher with its requirements, without an environment."""
    return copied(tmp_path)


@pytest.fixture
def ready(root: Path) -> Path:
    """The copy with an environment in step and an app of one line."""
    return made_ready(root)


@pytest.mark.parametrize(
    "words",
    [
        ["test", "engine"],
        ["setup", "now"],
        ["--port", "0"],
        ["--port", "eighty"],
        ["--port=70000"],
        ["--port"],
        ["--lan"],
        ["share", "--lan"],
        ["--address", "127.0.0.1"],
    ],
)
def test_a_word_that_is_not_known_gets_one_sentence_and_exit_2(words, capsys):
    assert start.main(words) == 2

    japanese, english = capsys.readouterr().err.splitlines()
    assert "使えません" in japanese
    assert "cannot be used here" in english


def test_help_prints_the_forms_of_the_command(capsys):
    assert start.main(["--help"]) == 0

    assert "python3 start.py test" in capsys.readouterr().out


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
    for name in ("start.py", "core/__init__.py", "core/serving/__init__.py", *NEEDED):
        source = (root / name).read_text(encoding="utf-8")
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
        "sqlcipher3",
    ]
    assert [command[-1] for command in commands] == [str(root / "requirements.txt"), *packages]
    assert {command[0] for command in commands} == {uv or str(start.venv_python(root))}
    assert start.in_step(root, "app")
    assert "was not installed" not in capsys.readouterr().out


def test_other_engines_have_an_environment_of_their_own(root, monkeypatch):
    commands = []
    monkeypatch.setattr(start, "_run", lambda command, **_how: commands.append(command) or 0)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    python = start.venv_python(root, "engines")
    python.parent.mkdir(parents=True)
    python.touch()

    assert start.test(root, ["engines", "-x"]) == 0

    assert ".venv-engines" in str(python)
    files = [str(root / name) for name in ("requirements.txt", "tests/engines/requirements.txt")]
    assert [command[-1] for command in commands] == [*files, "-x"]
    assert {command[0] for command in commands} == {str(python)}
    assert commands[-1][1:4] == ["-m", "tests.run", "engines"]
    assert start.in_step(root, "engines")
    assert not start.in_step(root, "app")


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


@pytest.mark.parametrize("words", [[], ["--no-browser", "--port", "8600"], ["share", "--port=1"]])
def test_once_set_up_the_same_process_goes_on_with_what_was_asked_for(ready, monkeypatch, words):
    handed = []
    monkeypatch.setattr(os, "execv", lambda program, command: handed.append((program, command)))
    monkeypatch.setattr(subprocess, "Popen", Finished)
    monkeypatch.chdir(ready)

    start.serve(ready, words)

    python = str(start.venv_python(ready))
    assert handed == [(python, [python, "-m", "core.serving", *words])]


def test_an_environment_out_of_step_is_set_up_unless_an_instance_runs(ready, monkeypatch):
    with (ready / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# an update\n")
    set_up = []
    monkeypatch.setattr(start, "set_up", lambda root, name: set_up.append((root, name)))
    monkeypatch.setattr(os, "execv", lambda *_said: None)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(ready / "home"))
    monkeypatch.setattr(subprocess, "Popen", Finished)
    monkeypatch.chdir(ready)
    for answer, done in ((0, []), (1, [(ready, "app")])):
        ended = subprocess.CompletedProcess([], answer)
        monkeypatch.setattr(subprocess, "run", lambda *_said, ended=ended, **_how: ended)
        start.serve(ready, [])
        assert set_up == done


def test_an_old_environment_that_cannot_even_answer_is_set_up(ready):
    (ready / "core").unlink()
    assert not start._runs_already(ready)


def test_on_windows_it_waits_for_the_child_and_leaves_ctrl_c_to_it(ready, monkeypatch):
    python = start.venv_python(ready)
    monkeypatch.setattr(start, "venv_python", lambda *_which: python)
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(subprocess, "Popen", Finished)
    monkeypatch.chdir(ready)

    assert start.serve(ready, ["--no-browser"]) == Finished.CODE


class Finished:
    """A child during which Ctrl+C is pressed once, and which then ends by itself."""

    CODE = 3

    def __init__(self, command):
        self.command = command
        self.pressed = False

    def wait(self):
        if not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt
        return self.CODE


def test_nothing_but_the_standard_library_is_needed_before_it_is_set_up(root):
    """Isolated from every installed package, a wrong word still gets its sentence."""
    script = f"import sys; sys.path.insert(0, {str(root)!r}); import start; "
    script += "sys.exit(start.main(['--lan']))"
    command = [sys.executable, "-I", "-S", "-c", script]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "cannot be used here" in ended.stderr


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
    lines = script.read_text(encoding="ascii").splitlines()
    assert [line.removeprefix("exec ") for line in lines if "start.py" in line] == [
        "python3 start.py test",
        "python3 start.py test engines",
    ]
    assert "export CI=true" in lines
    subprocess.run(["bash", "-n", str(script)], check=True)
