"""Sets Daifukuchō (大福帳) up and opens it, with nothing but Python 3.11.

::

    python3 start.py                 set up where needed, start, open the browser
    python3 start.py share           serve the shop's own network, with sign-in
    python3 start.py setup           only set up
    python3 start.py test            set up and run every test (further words go to pytest)
    python3 start.py test bench      run the benchmarks (or ``drills``: the long drills whole)

Options of the first two forms: ``--no-browser`` and ``--port N``; of ``share`` also
``--address A`` (where to listen), ``--cert FILE --key FILE`` (encrypt with a certificate of your
own) and ``--new-password NAME`` (for somebody who forgot it). The environment is ``.venv/`` beside
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
import ssl
import subprocess
import sys
import time
import webbrowser
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent
ADDRESS = "127.0.0.1"  # this computer only: customer data never listen on a network
ANYWHERE = ("0.0.0.0", "::")  # every network of this computer; only where it is asked for
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
    if words[:1] == ["share"]:
        return share(ROOT, options(words[1:], ("--address", "--cert", "--key", "--new-password")))
    return open_app(ROOT, options(words))


@dataclass
class Options:
    """What was asked for.

    Attributes:
        browser: whether to open one.
        port: 0 for any.
        named: the other options with their values.
    """

    browser: bool = True
    port: int = 0
    named: dict[str, str] = field(default_factory=dict)


def options(words: Sequence[str], more: Sequence[str] = ()) -> Options:
    """The options in these words; ``more`` are those with a value besides ``--port``."""
    found, rest = Options(), list(words)
    while rest:
        word = rest.pop(0)
        name, _equals, value = word.partition("=")
        if word == "--no-browser":
            found.browser = False
        elif name == "--port" and (value or rest):
            found.port = _port(value or rest.pop(0))
        elif name in more and (value or rest):
            found.named[name] = value or rest.pop(0)
        else:
            raise _unknown(word)
    return found


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**16:
        return int(text)
    raise _unknown(f"--port {text}")


def _unknown(word: str) -> Refused:
    return Refused(
        f"「{word}」は使えません。share、setup、test、--no-browser、--port 番号 があります。",
        f"'{word}' cannot be used here; there are: share, setup, test, --no-browser, "
        "--port NUMBER.",
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


def free_port(asked: int = 0, address: str = ADDRESS) -> int:
    """The port asked for; else the usual one, the next that nobody listens on, or any.

    Raises:
        Refused: something listens on the port asked for, or the address is not of this computer.
    """
    usual = (*range(FIRST_PORT, FIRST_PORT + PORTS_TRIED), 0)
    for port in (asked,) if asked else usual:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((address, port))
            return int(probe.getsockname()[1])
    if not asked:
        raise Refused(
            f"{address} では待ち受けできません。このパソコンの番地を --address で書いてください。",
            f"Nothing can listen on {address}; give an address of this computer with --address.",
        )
    raise Refused(
        f"ポート {asked} はほかで使われています。別の番号を書いてください。",
        f"Port {asked} is in use; choose another.",
    )


@dataclass(frozen=True)
class Spot:
    """Where a server listens.

    Attributes:
        port: 0 for none.
        address: of this computer.
        tls: whether the way there is encrypted.
        shared: whether one has to sign in.
    """

    port: int
    address: str = ADDRESS
    tls: bool = False
    shared: bool = False

    @property
    def reached(self) -> str:
        """The address at which this computer itself reaches it."""
        return ADDRESS if self.address in ANYWHERE else self.address

    def url(self, address: str = "") -> str:
        """What a browser is told."""
        return f"http{'s' if self.tls else ''}://{address or self.reached}:{self.port}"


def healthy(spot: Spot) -> bool:
    """Whether a Streamlit server of ours answers there; a shared one asks for the sign-in."""
    made = http.client.HTTPSConnection if spot.tls else http.client.HTTPConnection
    more = {"context": ssl._create_unverified_context()} if spot.tls else {}
    connection = made(spot.reached, spot.port, timeout=2, **more)
    try:
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        if spot.shared:
            return answer.status == http.HTTPStatus.UNAUTHORIZED
        return answer.status == http.HTTPStatus.OK and answer.read().strip() == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def running(folder: Path) -> Spot:
    """Where the instance that serves this data folder listens; port 0 when there is none.

    A file left behind by a killed instance is ignored.
    """
    try:
        noted = json.loads((folder / "running.json").read_text(encoding="ascii"))
        pid = int(noted.pop("pid"))
        spot = Spot(**{**noted, "port": int(noted["port"])})
    except (OSError, ValueError, KeyError, TypeError):
        return Spot(0)
    return spot if _alive(pid) and healthy(spot) else Spot(0)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end it there; the health check alone decides
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def open_app(root: Path, asked: Options) -> int:
    """Show the app that is running, or set up, start one and stay until it ends.

    Returns 0, or 1 when the app ended by itself with an error.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the child in this case too
    with only_one(root):
        shown = running(home())
        if shown.port:
            say("すでに動いています。画面を開きます。", "It is already running; opening it.")
            _show(shown, browser=asked.browser)
            return 0
        set_up(root)
        spot = Spot(free_port(asked.port))
        child = launch(root, spot)
    return _stay(child, spot, browser=asked.browser)


def _stay(child: subprocess.Popen[bytes], spot: Spot, *, browser: bool) -> int:
    """Show it and wait until it ends; 0, or 1 when it ended by itself with an error."""
    try:
        _show(spot, browser=browser)
        say(
            "この窓は開いたままにしてください。終わるときは Ctrl+C を押すか、この窓を閉じます。",
            "Keep this window open. To stop, press Ctrl+C or close this window.",
        )
        return 1 if child.wait() else 0
    finally:
        stop(child)
        (home() / "running.json").unlink(missing_ok=True)


def share(root: Path, asked: Options) -> int:
    """Serve the shop's own network: whoever comes has to sign in.

    Returns 0, or 1 when the app ended by itself with an error.

    Raises:
        Refused: it is open in another window, there is no network, or no owner has a password.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    named = asked.named
    if ("--cert" in named) != ("--key" in named):
        raise Refused(
            "--cert と --key は、両方を書いてください。", "Give both --cert and --key.", USAGE
        )
    with only_one(root):
        if running(home()).port:
            raise Refused(
                "この台帳は別の窓で開いています。その窓を閉じてから、もう一度始めてください。",
                "This ledger is open in another window. Close that window, then start again.",
            )
        set_up(root)
        _people(root, named.get("--new-password", ""))
        address = named.get("--address") or network_address()
        spot = Spot(free_port(asked.port, address), address, "--cert" in named, shared=True)
        child = launch(root, spot, (named.get("--cert", ""), named.get("--key", "")))
    _tell_network(root, spot)
    return _stay(child, spot, browser=asked.browser)


def _people(root: Path, forgot: str) -> None:
    """See that an owner has a password, or make a new one for somebody."""
    command = [str(venv_python(root)), "-m", "core.share"]
    told = {**os.environ, "DAIFUKUCHO_HOME": str(home())}
    for words in [["new-password", forgot]] if forgot else []:
        if subprocess.run([*command, *words], check=False, cwd=root, env=told).returncode:
            raise Refused("新しい合言葉を作れませんでした。", "No new password could be made.")
    if subprocess.run(command, check=False, cwd=root, env=told).returncode:
        raise Refused(
            "店主の合言葉がないため、共有を始めません。",
            "Sharing does not start: the owner has no password.",
        )


def network_address() -> str:
    """The address of this computer in the shop's network; nothing is sent to find it.

    Raises:
        Refused: there is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # an address of nobody: it only chooses our own
        found = str(probe.getsockname()[0])
        if not found.startswith(("127.", "0.")):
            return found
    raise Refused(
        "お店のネットワークが見つかりません。Wi-Fi などにつないでから、もう一度始めてください。",
        "No network was found. Connect to the shop's Wi-Fi or cable, then start again.",
    )


def allowed_hosts(address: str) -> list[str]:
    """By which names a browser may ask: the address and the computer's name, nothing else."""
    name = socket.gethostname().lower()
    if address not in ANYWHERE:
        return [address, name, f"{name}.local"]
    with contextlib.suppress(Refused):
        return [network_address(), ADDRESS, "localhost", name, f"{name}.local"]
    return [ADDRESS, "localhost", name, f"{name}.local"]


def _tell_network(root: Path, spot: Spot) -> None:
    """The address for the others, as text and as a QR code, and what it does not protect."""
    url = spot.url(allowed_hosts(spot.address)[0])
    say(f"ほかの機械では、この番地を開きます: {url}", f"On the other devices open: {url}")
    _run([str(venv_python(root)), "-m", "core.share", "qr", url], cwd=root)
    if not spot.tls:
        say(
            "ご注意: この通信は暗号化されません。お客様用の Wi-Fi など、ほかの人も使う"
            "ネットワークでは共有しないでください。",
            "Mind: nothing is encrypted on the way. Do not share over a Wi-Fi that others use.",
        )


def launch(
    root: Path, spot: Spot, certificate: tuple[str, str] = ("", "")
) -> subprocess.Popen[bytes]:
    """Start the server, wait until it answers, and note where it is."""
    command = [str(venv_python(root)), "-m", "streamlit", "run", "app.py", "--server.headless"]
    command += ["true", "--server.port", str(spot.port), "--server.address", spot.address]
    # Streamlit's own greeting names its address in English; ours follows. Errors stay visible.
    told = {**os.environ, "DAIFUKUCHO_HOME": str(home())}
    told.pop("DAIFUKUCHO_SHARE", None)
    if spot.shared:
        told["DAIFUKUCHO_SHARE"] = "1"
        for host in allowed_hosts(spot.address):
            command += ["--server.allowedHosts", host]
    if spot.tls:
        cert, key = (str(Path(file).resolve()) for file in certificate)
        command += ["--server.sslCertFile", cert, "--server.sslKeyFile", key]
    child = subprocess.Popen(command, cwd=root, env=told, stdout=subprocess.DEVNULL)
    try:
        _wait(child, spot)
    except BaseException:
        stop(child)
        raise
    home().mkdir(parents=True, exist_ok=True)
    note = json.dumps({"pid": child.pid, **asdict(spot)})
    (home() / "running.json").write_text(note, encoding="ascii")
    return child


def _wait(child: subprocess.Popen[bytes], spot: Spot) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not healthy(spot):
        if child.poll() is not None or time.monotonic() > end:
            raise Refused(
                f"始められませんでした(ポート {spot.port})。上の英語の行が理由です。",
                f"It did not start (port {spot.port}); the lines above say why.",
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


def _show(spot: Spot, *, browser: bool) -> None:
    address = spot.url()
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
