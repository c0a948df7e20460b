"""Sets Daifukuchō (大福帳) up and opens it, with nothing but Python 3.11.

::

    python3 start.py                 set up where needed, start, open the browser
    python3 start.py setup           only set up
    python3 start.py test            set up and run every test (further words go to pytest)
    python3 start.py test bench      run the benchmarks (or ``drills``: the long drills whole)

Options of the first form: ``--no-browser`` and ``--port N``. The environment is ``.venv/`` beside
this file; customer data are elsewhere (``DAIFUKUCHO_HOME``), so that an update keeps them. This
file runs before anything is installed: standard library only, and its words are its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent
ADDRESS = "127.0.0.1"  # this computer only: customer data never listen on a network
FIRST_PORT = 8520  # a steady port lets an owner keep a bookmark; the next free one where taken
PORTS_TRIED = 20
OLDEST = (3, 11)
SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 10.0
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
    if words[:1] == ["setup"] and len(words) == 1:
        with only_one(ROOT):
            set_up(ROOT)
        say("準備ができました。", "Everything is set up.")
        return 0
    if words[:1] == ["test"]:
        return test(ROOT, words[1:])
    browser, port = options(words)
    return open_app(ROOT, browser=browser, port=port)


def options(words: Sequence[str]) -> tuple[bool, int]:
    """Whether to open the browser, and the port asked for (0: any)."""
    browser, port, rest = True, 0, list(words)
    while rest:
        word = rest.pop(0)
        name, _equals, value = word.partition("=")
        if word == "--no-browser":
            browser = False
        elif name == "--port" and (value or rest):
            port = _port(value or rest.pop(0))
        else:
            raise _unknown(word)
    return browser, port


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**16:
        return int(text)
    raise _unknown(f"--port {text}")


def _unknown(word: str) -> Refused:
    return Refused(
        f"「{word}」は使えません。setup、test、--no-browser、--port 番号 があります。",
        f"'{word}' cannot be used here; there are: setup, test, --no-browser, --port NUMBER.",
        USAGE,
    )


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let one window at a time set up and start; an impatient second double-click waits here.

    The operating system lets go of the lock when its holder ends, however it ends.
    """
    with (root / ".start.lock").open("a+") as handle:
        if not _locked(handle):
            say("もう一つの窓が準備しています。お待ちください。", "Another window is setting up.")
            while not _locked(handle):
                time.sleep(0.2)
        yield


def _locked(handle: TextIO) -> bool:
    """Try to take the lock; it goes with the handle."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists elsewhere only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def venv_python(root: Path) -> Path:
    """The Python of the environment beside the program."""
    place = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return root / ".venv" / place


def fingerprint(root: Path, name: str) -> str:
    """A hash that changes whenever the requirements (or those they include) change."""
    files = ["requirements.txt"] + ["tests/requirements.txt"] * (name == "tests")
    wanted = [(root / file).read_bytes() for file in files]
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
    return root / ".venv" / f"installed-{name}.sha256"


def in_step(root: Path, name: str) -> bool:
    """Whether the environment holds what the requirements of today ask for."""
    kept = stamp(root, name)
    return (
        venv_python(root).exists()
        and kept.exists()
        and kept.read_text(encoding="ascii") == fingerprint(root, name)
    )


def set_up(root: Path, name: str = "app") -> None:
    """Bring ``.venv/`` into step with the requirements; instant when it already is.

    Args:
        root: the program's folder.
        name: ``app``, or ``tests`` for everything that the tests need too.

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
    if not venv_python(root).exists():
        _make_environment(root, uv)
    _install(root, name, uv)
    _install_extras(root, uv)
    for done in ("app", name):  # only now: a broken installation is tried again next time
        stamp(root, done).write_text(fingerprint(root, done), encoding="ascii")


def _make_environment(root: Path, uv: str | None) -> None:
    new_enough = sys.version_info[:2] >= OLDEST
    if uv:
        python = sys.executable if new_enough else ">=3.11"
        made = _run([uv, "venv", "--seed", "--clear", "--python", python, str(root / ".venv")])
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
    if _run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")]):
        raise Refused(
            ".venv を作れませんでした。空き容量と、このフォルダーに書き込めるかを見てください。",
            "Could not make .venv: check for free space and that this folder can be written to.",
        )


def _install(root: Path, name: str, uv: str | None) -> None:
    file = root / ("requirements.txt" if name == "app" else "tests/requirements.txt")
    if _installed(root, uv, ["-r", str(file)]):
        return
    raise Refused(
        "部品を取り込めませんでした。インターネットにつながっているか見て、もう一度始めてください。",
        "The packages could not be installed: check the internet connection and start again.",
    )


def _install_extras(root: Path, uv: str | None) -> None:
    """Add what is good to have; the program works without it."""
    for package in extras(root):
        if not _installed(root, uv, [package]):
            japanese, english = WITHOUT[re.split(r"\W", package)[0]]
            say(
                f"{package} は入りませんでした。{japanese}",
                f"{package} was not installed: {english}",
            )


def _installed(root: Path, uv: str | None, what: Sequence[str]) -> bool:
    """Whether uv, or else pip, could install it."""
    python = str(venv_python(root))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ways = [[uv, "pip", "install", "--quiet", "--python", python]] if uv else []
    return any(_run([*way, *what]) == 0 for way in (*ways, pip))


def _run(command: Sequence[str], cwd: Path | None = None) -> int:
    return subprocess.run(command, check=False, cwd=cwd).returncode


def home() -> Path:
    """The data folder: ``DAIFUKUCHO_HOME``, or where the platform keeps a user's data.

    Like ``core.workspace.home``, which asks platformdirs; the server is told the answer.
    """
    if named := os.environ.get("DAIFUKUCHO_HOME", "").strip():
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif os.path.isabs(chosen := os.environ.get("XDG_DATA_HOME", "").strip()):
        base = chosen
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = str(Path.home() / ".local" / "share")
    return Path(base) / "daifukucho"


def free_port(asked: int = 0) -> int:
    """The port asked for; else the usual one, the next that nobody listens on, or any."""
    usual = (*range(FIRST_PORT, FIRST_PORT + PORTS_TRIED), 0)
    for port in (asked,) if asked else usual:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((ADDRESS, port))
            return int(probe.getsockname()[1])
    raise Refused(
        f"ポート {asked} はほかで使われています。別の番号を書いてください。",
        f"Port {asked} is in use; choose another.",
    )


def healthy(port: int) -> bool:
    """Whether a Streamlit server answers there."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK and answer.read().strip() == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def running(folder: Path) -> int:
    """The port of the instance that serves this data folder, 0 when there is none.

    A file left behind by a killed instance is ignored.
    """
    try:
        noted = json.loads((folder / "running.json").read_text(encoding="ascii"))
        pid, port = int(noted["pid"]), int(noted["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return port if _alive(pid) and healthy(port) else 0


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end it there; the health check alone decides
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def open_app(root: Path, *, browser: bool = True, port: int = 0) -> int:
    """Show the app that is running, or set up, start one and stay until it ends.

    Returns 0, or 1 when the app ended by itself with an error.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the child in this case too
    with only_one(root):
        if shown := running(home()):
            say("すでに動いています。画面を開きます。", "It is already running; opening it.")
            _show(shown, browser=browser)
            return 0
        set_up(root)
        port = free_port(port)
        child = launch(root, port)
    try:
        _show(port, browser=browser)
        say(
            "この窓は開いたままにしてください。終わるときは Ctrl+C を押すか、この窓を閉じます。",
            "Keep this window open. To stop, press Ctrl+C or close this window.",
        )
        return 1 if child.wait() else 0
    finally:
        stop(child)
        (home() / "running.json").unlink(missing_ok=True)


def launch(root: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server, wait until it answers, and note where it is."""
    command = [str(venv_python(root)), "-m", "streamlit", "run", "app.py", "--server.headless"]
    command += ["true", "--server.port", str(port), "--server.address", ADDRESS]
    # Streamlit's own greeting names its address in English; ours follows. Errors stay visible.
    told = {**os.environ, "DAIFUKUCHO_HOME": str(home())}
    child = subprocess.Popen(command, cwd=root, env=told, stdout=subprocess.DEVNULL)
    try:
        _wait(child, port)
    except BaseException:
        stop(child)
        raise
    home().mkdir(parents=True, exist_ok=True)
    note = json.dumps({"pid": child.pid, "port": port})
    (home() / "running.json").write_text(note, encoding="ascii")
    return child


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not healthy(port):
        if child.poll() is not None or time.monotonic() > end:
            raise Refused(
                f"始められませんでした(ポート {port})。上の英語の行が理由です。",
                f"It did not start (port {port}); the lines above say why.",
            )
        time.sleep(0.1)


def stop(child: subprocess.Popen[bytes]) -> None:
    """End the server: politely, then firmly."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _show(port: int, *, browser: bool) -> None:
    address = f"http://{ADDRESS}:{port}"
    say(f"大福帳の画面: {address}", f"Daifukucho is at {address}")
    if browser:
        webbrowser.open(address)


def test(root: Path, words: Sequence[str]) -> int:
    """Set up and hand over to ``tests/run.py``, which may use what was installed."""
    if words and words[0] not in ("bench", "drills") and not _for_pytest(root, words[0]):
        raise _unknown(f"test {words[0]}")
    with only_one(root):
        set_up(root, "tests")
    return _run([str(venv_python(root)), "-m", "tests.run", *words], cwd=root)


def _for_pytest(root: Path, word: str) -> bool:
    return word.startswith("-") or (root / word.partition("::")[0]).exists()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
