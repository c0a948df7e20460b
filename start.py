"""Sets Daifukuchō (大福帳) up and opens it, with nothing but Python 3.11.

::

    python3 start.py                 set up where needed, start, open the browser
    python3 start.py share           serve the shop's own network, with sign-in
    python3 start.py setup           only set up
    python3 start.py test            set up and run every test (further words go to pytest)
    python3 start.py test bench      run the benchmarks (or ``drills``: the long drills whole)
    python3 start.py test engines    count on Spark, ClickHouse and others too, set up on their own

Options of the first two forms: ``--no-browser`` and ``--port N``; of ``share`` also
``--address A`` (where to listen), ``--cert FILE --key FILE`` (encrypt with a certificate of your
own) and ``--new-password NAME`` (for somebody who forgot it). The environment is ``.venv/`` beside
this file; customer data are elsewhere (``DAIFUKUCHO_HOME``), so that an update keeps them. This
file runs before anything is installed: standard library only, and its words are its own. What
follows once everything is installed is ``core/serving``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.serving.lock import only_one
from core.serving.options import RUNNING, Unknown, options

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
#: What each environment is asked for, by its name; that of ``engines`` comes on top of the app's.
REQUIREMENTS = {
    "app": "requirements.txt",
    "tests": "tests/requirements.txt",
    "engines": "tests/engines/requirements.txt",
}
USAGE = 2  # exit code of a word that this program does not know
#: What cannot be done without an optional package.
WITHOUT = {
    "numbers": (
        "Numbers のファイルは Excel に書き出せば読めます。",
        "export Numbers files to Excel to read them.",
    ),
    "psycopg": (
        "台帳を何台かで共有すること（PostgreSQL）はできません。",
        "a ledger cannot be shared by several computers (PostgreSQL).",
    ),
    "sqlcipher3": (
        "データのフォルダーに鍵をかけることはできません。",
        "the data folder cannot be locked.",
    ),
}


class Refused(Exception):
    """Something that the person at the keyboard has to know; both sentences say what to do."""

    def __init__(self, japanese: str, english: str, code: int = 1) -> None:
        self.japanese = japanese
        self.english = english
        self.code = code
        super().__init__(english)


def say(japanese: str, english: str, stream: TextIO | None = None) -> None:
    """Print a sentence in both languages (nothing is known yet about who reads it)."""
    print(f"{japanese}\n{english}", file=stream or sys.stdout, flush=True)


def main(words: Sequence[str]) -> int:
    """Do what the words on the command line ask; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without Japanese shows the English
    try:
        return _command(list(words))
    except Refused as refused:
        say(refused.japanese, refused.english, sys.stderr)
        return refused.code
    except KeyboardInterrupt:
        say("終わりました。", "Stopped.")
        return 0


def _command(words: list[str]) -> int:
    if words in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if words == ["setup"]:
        _alone_set_up(ROOT)
        say("準備ができました。", "Everything is set up.")
        return 0
    if words[:1] == ["test"]:
        return test(ROOT, words[1:])
    return serve(ROOT, words)


def serve(root: Path, words: Sequence[str]) -> int:
    """Set up and hand over to ``core/serving``, which opens the pages or shares them.

    Raises:
        Refused: a word that is not known, or what :func:`set_up` raises.
    """
    try:
        options(words)
    except Unknown as unknown:
        raise _unknown(str(unknown)) from None
    if in_step(root, "app") or not _runs_already(root):
        _alone_set_up(root)
    command = [str(venv_python(root)), "-m", "core.serving", *words]
    os.chdir(root)
    if os.name != "nt":
        os.execv(command[0], command)  # the same process: Ctrl+C and SIGTERM reach it
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # it has heard the same Ctrl+C, and ends the server before itself


def _runs_already(root: Path) -> bool:
    """Whether an instance runs from which an update would pull away what it was started with.

    Where the old environment cannot even answer, it is to be brought into step.
    """
    python, quiet = venv_python(root), subprocess.DEVNULL
    if not python.exists():
        return False
    command = [str(python), "-m", "core.serving", RUNNING]
    asked = subprocess.run(command, check=False, cwd=root, stdout=quiet, stderr=quiet)
    return asked.returncode == 0


def _unknown(word: str) -> Refused:
    return Refused(
        f"「{word}」は使えません。share、setup、test、--no-browser、--port 番号 があります。",
        f"'{word}' cannot be used here; there are: share, setup, test, --no-browser, "
        "--port NUMBER.",
        USAGE,
    )


def _alone_set_up(root: Path, name: str = "app") -> None:
    with only_one(root, _another_window):
        set_up(root, name)


def _another_window() -> None:
    say("もう一つの窓が準備しています。お待ちください。", "Another window is setting up.")


def venv_python(root: Path, name: str = "app") -> Path:
    """The Python of the environment beside the program; ``engines`` has one of its own."""
    place = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return environment(root, name) / place


def environment(root: Path, name: str) -> Path:
    """The folder of an environment: other engines want other releases than the program."""
    return root / (".venv-engines" if name == "engines" else ".venv")


def fingerprint(root: Path, name: str) -> str:
    """A hash that changes whenever the requirements (or those they include) change."""
    wanted = [(root / file).read_bytes() for file in ("requirements.txt", REQUIREMENTS[name])]
    wanted += [package.encode() for package in extras(root)]
    return hashlib.sha256(b"\0".join(wanted)).hexdigest()


def extras(root: Path) -> list[str]:
    """Packages that are good to have: those in ``pyproject.toml`` under optional-dependencies."""
    file = root / "pyproject.toml"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    section = text.partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    return re.findall(r'"([^"]+)"', section)  # tomllib is no part of the Pythons we refuse


def stamp(root: Path, name: str) -> Path:
    """Where the fingerprint of what was installed last is kept."""
    return environment(root, name) / f"installed-{name}.sha256"


def in_step(root: Path, name: str) -> bool:
    """Whether the environment holds what the requirements of today ask for."""
    kept = stamp(root, name)
    return (
        venv_python(root, name).exists()
        and kept.exists()
        and kept.read_text(encoding="ascii") == fingerprint(root, name)
    )


def set_up(root: Path, name: str = "app") -> None:
    """Bring ``.venv/`` into step with the requirements; instant when it already is.

    Args:
        root: the program's folder.
        name: ``app``, ``tests`` for everything that the tests need too, or ``engines``.

    Raises:
        Refused: Python is too old, cannot make an environment, or a package did not install.
    """
    if in_step(root, name):
        return
    say(
        "はじめての準備をしています(数分かかることがあります)…",
        "Setting up (this may take a few minutes the first time)…",
    )
    uv = shutil.which("uv")
    if not venv_python(root, name).exists():
        _make_environment(environment(root, name), uv)
    if name == "engines":
        _install(root, "app", uv, venv_python(root, name))
    _install(root, name, uv, venv_python(root, name))
    if name != "engines":
        _install_extras(root, uv)
    for done in (
        {name} if name == "engines" else {"app", name}
    ):  # only now: a broken installation is tried again next time
        stamp(root, done).write_text(fingerprint(root, done), encoding="ascii")


def _make_environment(folder: Path, uv: str | None) -> None:
    new_enough = sys.version_info[:2] >= OLDEST
    if uv:
        python = sys.executable if new_enough else ">=3.11"
        made = _run([uv, "venv", "--seed", "--clear", "--python", python, str(folder)])
        if made == 0:
            return
    if not new_enough:
        raise Refused(
            "Python 3.11 以上が必要です。https://www.python.org/downloads/ から入れてください。",
            "Python 3.11 or newer is needed; get it from https://www.python.org/downloads/.",
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise Refused(
            "Python の部品 venv がありません。端末で「sudo apt install python3-venv」を実行して、"
            "もう一度始めてください。",
            "Python's venv is missing: run 'sudo apt install python3-venv', then start again.",
        )
    if _run([sys.executable, "-m", "venv", "--clear", str(folder)]):
        raise Refused(
            f"{folder.name} を作れませんでした。"
            "空き容量と、このフォルダーに書き込めるかを見てください。",
            f"Could not make {folder.name}: check for free space and that this folder can be "
            "written to.",
        )


def _install(root: Path, name: str, uv: str | None, python: Path) -> None:
    if _installed(python, uv, ["-r", str(root / REQUIREMENTS[name])]):
        return
    raise Refused(
        "部品を取り込めませんでした。インターネットにつながっているか見て、もう一度始めてください。",
        "The packages could not be installed: check the internet connection and start again.",
    )


def _install_extras(root: Path, uv: str | None) -> None:
    """Add what is good to have; the program works without it."""
    for package in extras(root):
        if not _installed(venv_python(root), uv, [package]):
            japanese, english = WITHOUT[re.split(r"\W", package)[0]]
            say(
                f"{package} は入りませんでした。{japanese}",
                f"{package} was not installed: {english}",
            )


def _installed(python: Path, uv: str | None, what: Sequence[str]) -> bool:
    """Whether uv, or else pip, could install it."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ways = [[uv, "pip", "install", "--quiet", "--python", str(python)]] if uv else []
    return any(_run([*way, *what]) == 0 for way in (*ways, pip))


def _run(command: Sequence[str], cwd: Path | None = None) -> int:
    return subprocess.run(command, check=False, cwd=cwd).returncode


def test(root: Path, words: Sequence[str]) -> int:
    """Set up and hand over to ``tests/run.py``, which may use what was installed."""
    kinds = ("bench", "drills", "engines")
    if words and words[0] not in kinds and not _for_pytest(root, words[0]):
        raise _unknown(f"test {words[0]}")
    name = "engines" if list(words[:1]) == ["engines"] else "tests"
    _alone_set_up(root, name)
    return _run([str(venv_python(root, name)), "-m", "tests.run", *words], cwd=root)


def _for_pytest(root: Path, word: str) -> bool:
    return word.startswith("-") or (root / word.partition("::")[0]).exists()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
