"""Serving the pages: one running instance, ports, the network, what is told on the terminal."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlencode

import pytest

from core.errors import DaifukuchoError
from core.serving import command as serving
from core.serving import network, server
from core.serving.lock import only_one
from core.serving.options import Options, Unknown, options
from core.serving.spot import ADDRESS, Spot, alive, forget, healthy, note, running
from core.share.people import People
from tests.core.starting import HERE, copied, launcher, made_ready, own_port, read_until

OURS = "http://127.0.0.1"


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A copy of the launcher, set up, with an app of one line."""
    return made_ready(copied(tmp_path))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The data folder that this process uses."""
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Ended:
    """A server that was started and has ended with this code."""

    pid = 1

    def __init__(self, code=0):
        self.code = code

    def wait(self, _seconds=None):
        return self.code

    def poll(self):
        return self.code


@pytest.fixture
def launched(monkeypatch, home):
    """Every spot that is launched, its certificate with it; each server ends at once."""
    spots = []

    def launch(root, spot, certificate=("", "")):
        spots.append((root, spot, certificate))
        return Ended()

    monkeypatch.setattr(serving, "launch", launch)
    monkeypatch.setattr("webbrowser.open", spots.append)
    monkeypatch.setattr(signal, "signal", lambda *_said: None)
    return spots


# ---- what is asked for


def test_options_are_read_in_any_order():
    assert options([]) == Options()
    assert options(["--port", "8600", "--no-browser"]) == Options(browser=False, port=8600)
    assert options(["--no-browser", "--port=8601"]) == Options(browser=False, port=8601)
    asked = options(["share", "--cert", "a.pem", "--key=b.pem", "--port", "1"])
    named = {"--cert": "a.pem", "--key": "b.pem"}
    assert asked == Options(share=True, port=1, named=named)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--port", "0"], "--port 0"),
        (["--port=70000"], "--port 70000"),
        (["--port"], "--port"),
        (["--lan"], "--lan"),
        (["--cert", "a.pem"], "--cert"),
        (["share", "--address"], "--address"),
    ],
)
def test_a_word_that_is_not_known_is_named(words, named):
    with pytest.raises(Unknown) as unknown:
        options(words)
    assert str(unknown.value) == named


# ---- ports and addresses


def test_a_taken_port_is_passed_over_and_refused_when_asked_for():
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]

        assert network.free_port() != taken
        with pytest.raises(DaifukuchoError, match="in use"):
            network.free_port(taken)
    assert network.free_port(taken) == taken


def test_a_port_that_was_served_a_moment_ago_is_served_again():
    with socket.create_server((ADDRESS, 0)) as before:
        port = before.getsockname()[1]
        with socket.create_connection((ADDRESS, port)) as browser:
            served, _whose = before.accept()
            served.close()  # who closes first is remembered by the system for a minute
            assert browser.recv(1) == b""
    assert network.free_port(port) == port


def test_an_address_of_another_computer_is_refused_with_what_to_do():
    with pytest.raises(DaifukuchoError, match="--address"):
        network.free_port(address="192.0.2.77")


def test_without_a_network_it_is_said_and_with_one_its_address_is_told(monkeypatch):
    class Probe(socket.socket):
        ours = "127.0.0.1"

        def connect(self, _where):
            """Nothing is sent."""

        def getsockname(self):
            return (self.ours, 1)

    monkeypatch.setattr(socket, "socket", Probe)
    with pytest.raises(DaifukuchoError, match="No network was found"):
        network.network_address()
    assert network.allowed_hosts("0.0.0.0")[:2] == [ADDRESS, "localhost"]
    monkeypatch.setattr(Probe, "ours", "192.168.0.7")
    assert network.network_address() == "192.168.0.7"
    assert network.allowed_hosts("0.0.0.0")[:2] == ["192.168.0.7", ADDRESS]


def test_a_browser_may_ask_by_the_address_and_the_name_of_the_computer_alone(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "Shop-PC")
    assert network.allowed_hosts("192.168.0.7") == ["192.168.0.7", "shop-pc", "shop-pc.local"]


# ---- where one is running


@pytest.mark.parametrize(
    "said",
    ["", "not json", "[]", '{"pid": 1}', '{"pid": "x", "port": 1}', '{"pid": 1, "port": 9}'],
)
def test_a_stale_or_broken_note_of_a_running_instance_is_ignored(tmp_path, said):
    (tmp_path / "running.json").write_text(said, encoding="ascii")

    assert running(tmp_path).port == 0


def test_a_process_that_is_gone_is_not_alive_although_the_port_may_answer():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()

    assert not alive(process.pid)


def test_a_server_that_answers_something_else_is_not_ours():
    class NotFound(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Silence."""

    with http.server.HTTPServer((ADDRESS, 0), NotFound) as other:
        thread = threading.Thread(target=other.handle_request)
        thread.start()
        assert not healthy(Spot(other.server_port))
        thread.join(5)


def test_nothing_listens_where_a_certificate_is_asked_for_either():
    assert not healthy(Spot(network.free_port(), tls=True))


def test_a_spot_tells_its_address_with_the_name_that_reaches_it():
    assert Spot(1, "0.0.0.0", tls=True).url() == "https://127.0.0.1:1"
    assert Spot(1).url("shop.local") == "http://shop.local:1"


def test_two_windows_set_up_one_after_the_other(tmp_path):
    entered, waited = threading.Event(), threading.Event()

    def second_window() -> None:
        with only_one(tmp_path, waited.set):
            entered.set()

    with only_one(tmp_path, waited.set):
        assert not waited.is_set()
        thread = threading.Thread(target=second_window)
        thread.start()
        assert not entered.wait(0.5)
    thread.join(5)
    assert entered.is_set()
    assert waited.is_set()


# ---- the commands


def test_a_browser_opens_at_the_address_unless_it_is_not_wanted(launched, tmp_path, capsys):
    assert serving.main([], tmp_path) == 0
    assert serving.main(["--no-browser"], tmp_path) == 0

    (_root, spot, _none), address, (_again, quiet, _neither) = launched
    assert address == spot.url()
    assert f"Daifukucho is at {quiet.url()}" in capsys.readouterr().out


def test_a_server_that_ends_by_itself_with_an_error_is_an_error(launched, tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "launch", lambda *_said: Ended(1))
    assert serving.main(["--no-browser"], tmp_path) == 1


def test_sharing_over_a_certificate_asks_for_both_files(launched, tmp_path, capsys):
    assert serving.main(["share", "--cert", "a.pem"], tmp_path) == serving.USAGE
    assert "--key" in capsys.readouterr().err
    assert launched == []

    words = ["share", "--address", ADDRESS, "--cert", "a.pem", "--key", "b.pem", "--no-browser"]
    assert serving.main(words, tmp_path) == 0
    (_root, spot, certificate), = launched  # fmt: skip
    assert (spot.tls, spot.shared, certificate) == (True, True, ("a.pem", "b.pem"))
    assert "nothing is encrypted" not in capsys.readouterr().out


def test_who_forgot_the_password_gets_a_new_one_before_sharing_begins(
    launched, tmp_path, home, capsys
):
    words = ["share", "--address", ADDRESS, "--no-browser"]
    assert serving.main(words, tmp_path) == 0
    first = People(home).by_name("owner").password
    assert serving.main([*words, "--new-password", "owner"], tmp_path) == 0
    assert People(home).by_name("owner").password != first
    assert serving.main([*words, "--new-password", "nobody"], tmp_path) == 1
    assert "Nobody is called nobody." in capsys.readouterr().err


def test_a_damaged_file_of_people_is_said_on_the_terminal(launched, tmp_path, home, capsys):
    home.mkdir()
    (home / "people.json").write_text("{", encoding="utf-8")
    assert serving.main(["share", "--address", ADDRESS], tmp_path) == 1
    assert "people.json" in capsys.readouterr().err


def test_whether_an_instance_runs_is_answered_without_starting_one(
    launched, tmp_path, monkeypatch, capsys
):
    assert serving.main(["running"], tmp_path) == 1
    monkeypatch.setattr(serving, "running", lambda _home: Spot(8520))
    assert serving.main(["running"], tmp_path) == 0
    assert (launched, capsys.readouterr().out) == ([], "")


def test_what_is_open_in_another_window_is_not_shared_as_well(
    launched, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(serving, "running", lambda _home: Spot(8520))
    assert serving.main(["share", "--address", ADDRESS], tmp_path) == 1
    assert "another window" in capsys.readouterr().err
    assert launched == []


def test_a_server_is_told_where_to_listen_and_by_which_names_and_is_noted(
    tmp_path, home, monkeypatch
):
    asked = []
    monkeypatch.setattr(server, "healthy", lambda _spot: True)
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **said: asked.append((command, said)) or Ended()
    )
    spot = Spot(1, "192.0.2.7", tls=True, shared=True)

    server.launch(tmp_path, spot, ("a.pem", "b.pem"))

    (command, said), = asked  # fmt: skip
    assert command[command.index("--server.address") + 1] == "192.0.2.7"
    assert command.count("--server.allowedHosts") == len(network.allowed_hosts("192.0.2.7"))
    assert command[command.index("--server.sslKeyFile") + 1].endswith("b.pem")
    assert said["env"]["DAIFUKUCHO_SHARE"] == "1"
    assert '"shared": true' in (home / "running.json").read_text(encoding="ascii")
    forget(home)
    assert not (home / "running.json").exists()


def test_alone_nobody_signs_in_even_where_sharing_was_asked_for_in_the_environment(
    tmp_path, home, monkeypatch
):
    asked = []
    monkeypatch.setenv("DAIFUKUCHO_SHARE", "1")
    monkeypatch.setattr(server, "healthy", lambda _spot: True)
    monkeypatch.setattr(
        subprocess, "Popen", lambda _command, **said: asked.append(said) or Ended()
    )

    server.launch(tmp_path, Spot(1))

    assert "DAIFUKUCHO_SHARE" not in asked[0]["env"]


def test_a_server_that_does_not_listen_to_reason_is_ended_firmly():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)"
    child = subprocess.Popen([sys.executable, "-c", deaf + "; time.sleep(60)"],
                             stdout=subprocess.PIPE)  # fmt: skip
    child.stdout.readline()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "SECONDS_TO_STOP", 0.2)
        server.stop(child)
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL


def test_a_note_of_a_running_instance_is_read_back(tmp_path):
    with http.server.HTTPServer((ADDRESS, 0), _Healthy) as ours:
        thread = threading.Thread(target=ours.handle_request)
        thread.start()
        note(tmp_path, os.getpid(), Spot(ours.server_port))
        assert running(tmp_path) == Spot(ours.server_port)
        thread.join(5)


class _Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        """Silence."""


# ---- the real thing


def test_a_second_start_opens_the_running_instance_and_interrupt_ends_it(ready):
    first = launcher(ready, "--no-browser", "--port", own_port())
    try:
        said = read_until(first, "Ctrl+C")
        port = running(ready / "home").port
        assert port
        assert f"http://127.0.0.1:{port}" in said

        with (ready / "requirements.txt").open("a", encoding="utf-8") as file:
            file.write("no-such-package-of-ours==1.0\n")  # an update came: not while it runs
        second = launcher(ready, "--no-browser")
        out, _err = second.communicate(timeout=20)
        assert second.returncode == 0
        assert "It is already running" in out
        assert f"http://127.0.0.1:{port}" in out
        assert "Setting up" not in out
    finally:
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=20)
    assert first.returncode == 0, err
    assert "Stopped." in out
    assert not healthy(Spot(port))
    assert not (ready / "home" / "running.json").exists()


def test_an_app_that_cannot_start_is_said_and_leaves_nothing_running(ready):
    (ready / "app.py").unlink()

    process = launcher(ready, "--no-browser")
    _out, err = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "始められませんでした" in err
    assert running(ready / "home").port == 0


def test_a_shared_ledger_opens_with_the_password_that_was_shown_and_for_nobody_else(tmp_path):
    """The program as it is: ``start.py share``, a browser at the door, Ctrl+C."""
    port = own_port()
    words = ["share", "--address", ADDRESS, "--port", port, "--no-browser"]
    process = launcher(tmp_path, *words, start_at=HERE / "start.py")
    try:
        said = read_until(process, "Ctrl+C")
        assert f"On the other devices open: {OURS}:{port}" in said
        assert "nothing is encrypted" in said
        assert len(re.findall(r"^[█▀▄ ]{20,}$", said, re.MULTILINE)) > 10  # the QR code
        shown = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){4}", said).group()
        assert ask(port, "/_stcore/health")[0] == 401
        assert sign_in(port, "owner", "a wrong one that is long")[0] == 401
        status, cookie = sign_in(port, "owner", shown)
        assert (status, bool(cookie)) == (303, True)
        assert ask(port, "/_stcore/health", Cookie=cookie)[0] == 200
        second = launcher(tmp_path, *words, start_at=HERE / "start.py")
        assert "another window" in second.communicate(timeout=30)[1]
        assert second.returncode == 1
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "Stopped." in out
    assert not (tmp_path / "home" / "running.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal is made as Unix makes it")
def test_sharing_refuses_where_the_owner_has_no_password_and_none_is_typed(tmp_path):
    """The program as it is, at a terminal: Ctrl+D where the password is asked for."""
    ours, theirs = os.openpty()
    words = ["share", "--address", ADDRESS, "--no-browser"]
    process = launcher(tmp_path, *words, start_at=HERE / "start.py", stdin=theirs)
    try:
        read_until(process, "Enter to have one made")
        for _try in range(300):  # what comes before the prompt is thrown away
            os.write(ours, b"\x04")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
                break
    finally:
        process.kill()
        out, err = process.communicate()
        os.close(ours)
        os.close(theirs)
    assert process.returncode == 1
    assert "Sharing does not start: the owner has no password." in err
    assert "Traceback" not in err
    assert "Daifukucho is at" not in out
    assert not (tmp_path / "home" / "running.json").exists()


def test_what_is_asked_to_end_ends_its_server_first(ready):
    process = launcher(ready, "--no-browser", "--port", own_port())
    try:
        read_until(process, "Ctrl+C")
        spot = running(ready / "home")
        assert spot.port
    finally:
        process.terminate()
        _out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert not healthy(spot)
    assert not (ready / "home" / "running.json").exists()


def ask(port, path, method="GET", body=None, **headers):
    """Status and cookie of an answer."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (answer.headers["set-cookie"] or "").partition(";")[0]


def sign_in(port, name, password):
    form = urlencode({"name": name, "password": password})
    kind = "application/x-www-form-urlencoded"
    return ask(port, "/login", "POST", form, Origin=f"{OURS}:{port}", **{"Content-Type": kind})
