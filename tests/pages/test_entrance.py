"""Who is not signed in gets nothing of a shared ledger: no page, file, upload, or websocket."""

from __future__ import annotations

import asyncio
import urllib.parse
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from core.rules.roles import Role
from pages._ui import at_work, entrance, listening
from pages._ui.entrance import COOKIE, HANDLE, Entrance
from pages._ui.gate import Gate
from tests.core.sharing import GOOD, Hand, person, shared
from tests.pages.run import to_the_end
from tests.pages.test_gate import HOST

OURS = f"http://{HOST}"
#: One of every class of routes that the server knows.
ROUTES = ["/", "/calls", "/customer", "/media/0123456789abcdef.csv", "/static/js/index.js",
          "/app/static/fonts/bizudp-japanese-400.woff2", "/_stcore/health",
          "/_stcore/host-config", "/_stcore/script-health-check",
          "/_stcore/upload_file/session/file", "/component/x", "/favicon.png", "/login/x",
          "//login", "/LOGIN", "/logout/"]  # fmt: skip


class Behind:
    """The application behind: remembers what it was asked, sends what it is told."""

    def __init__(self):
        self.scopes, self.got = [], []

    async def __call__(self, scope, receive, send):
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"secret"})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            while True:
                message = await receive()
                self.got.append(message["type"])
                if message["type"] != "websocket.receive":
                    break
                await send({"type": "websocket.send", "bytes": b"secret"})


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def door(tmp_path, clock):
    return shared(tmp_path, clock)


class Client:
    """Asks through the gate and the entrance, as the server has them."""

    def __init__(self, door):
        self.door, self.behind = door, Behind()
        self.app = Gate(Entrance(self.behind, door))

    def __call__(self, path="/", *, kind="http", method="GET", messages=(), **more):
        headers = [(b"host", more.get("host", HOST).encode())]
        for name in ("origin", "cookie", "accept", "sec-fetch-site", "accept-language"):
            if (value := more.get(name.replace("-", "_"))) is not None:
                headers.append((name.encode(), value.encode()))
        headers += more.get("extra", [])
        bare, _mark, query = path.partition("?")
        scope = {"type": kind, "path": bare, "query_string": query.encode(), "headers": headers,
                 "client": (more.get("address", "192.0.2.10"), 5000),
                 "scheme": more.get("scheme", "http")}  # fmt: skip
        if kind == "http":
            scope["method"] = method
        waiting = iter([*messages, {"type": f"{kind}.disconnect"}])
        sent = []

        async def receive():
            message = next(waiting)
            return message() if callable(message) else message

        async def send(message):
            sent.append(message)

        to_the_end(self.app(scope, receive, send))
        return sent

    def sign_in(self, name="hanako", password=GOOD, **more):
        body = urllib.parse.urlencode(
            {"name": name, "password": password, "next": more.pop("wanted", "/")}
        )
        said = {"origin": OURS, **more}
        message = {"type": "http.request", "body": more.pop("body", body.encode())}
        return self("/login", method="POST", messages=[message], **said)


@pytest.fixture
def client(door):
    return Client(door)


def head(sent):
    headers = {name.decode(): value.decode() for name, value in sent[0].get("headers", [])}
    return sent[0].get("status"), headers


def text(sent):
    return b"".join(message.get("body", b"") for message in sent).decode()


def cookie_of(sent):
    return head(sent)[1]["set-cookie"].partition(";")[0]


# ---- without a session


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "cookie", [None, f"{COOKIE}=x.y", f"{COOKIE}=", "other=1", f"{COOKIE}=a.b; {COOKIE}=c.d"]
)
def test_nothing_is_told_to_who_is_not_signed_in(client, path, cookie):
    sent = client(path, cookie=cookie)
    assert head(sent)[0] == 401
    assert text(sent) == ""
    assert client.behind.scopes == []


@pytest.mark.parametrize("path", ROUTES)
def test_a_page_leads_to_the_sign_in_and_remembers_only_pages_of_ours(client, path):
    status, headers = head(client(path, accept="text/html,*/*"))
    assert status == 303
    wanted = {"/calls": "?next=/calls", "/customer": "?next=/customer"}
    assert headers["location"] == "/login" + wanted.get(path, "")
    assert client.behind.scopes == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_no_change_is_let_through(client, method):
    sent = client("/_stcore/upload_file/a/b", method=method, origin=OURS, accept="text/html")
    assert head(sent)[0] == 401
    assert client.behind.scopes == []


@pytest.mark.parametrize("cookie", [None, f"{COOKIE}=forged.{'0' * 64}"])
def test_the_websocket_is_closed_before_streamlit_sees_it(client, cookie):
    sent = client("/_stcore/stream", kind="websocket", origin=OURS, cookie=cookie)
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert client.behind.scopes == []


def test_metrics_are_closed_to_who_is_signed_in_too(client):
    held = cookie_of(client.sign_in("tenshu"))
    assert head(client("/_stcore/metrics", cookie=held))[0] == 404
    assert client.behind.scopes == []


def test_a_session_that_has_grown_old_is_none(client, clock):
    held = cookie_of(client.sign_in())
    assert text(client("/", cookie=held)) == "secret"
    clock.on(hours=9)
    assert head(client("/", cookie=held))[0] == 401


@pytest.mark.parametrize("more", [{"host": "evil.example"}, {"origin": "http://evil.example"}])
def test_a_foreign_host_or_origin_is_refused_although_signed_in(client, more):
    held = cookie_of(client.sign_in())
    sent = client("/_stcore/upload_file/a/b", method="PUT", cookie=held, **more)
    assert head(sent)[0] in {400, 403}
    sent = client("/_stcore/stream", kind="websocket", cookie=held,
                  **{"origin": OURS, **more})  # fmt: skip
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert client.behind.scopes == []


def test_the_start_and_end_of_the_server_pass_the_entrance(client):
    client(kind="lifespan")
    assert [scope["type"] for scope in client.behind.scopes] == ["lifespan"]


# ---- signing in


def test_the_right_password_gives_a_cookie_that_no_script_and_no_other_site_can_use(client):
    sent = client.sign_in(wanted="/calls")
    status, headers = head(sent)
    assert (status, headers["location"]) == (303, "/calls")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(headers["set-cookie"].split("; "))
    assert "Secure" not in headers["set-cookie"]
    assert (
        "; Secure"
        in head(client.sign_in(scheme="https", origin=f"https://{HOST}"))[1]["set-cookie"]
    )
    assert text(client("/", cookie=f"a=1; {cookie_of(sent)}; b=2")) == "secret"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/nowhere", "\\x"])
def test_one_is_never_led_elsewhere(client, wanted):
    assert head(client.sign_in(wanted=wanted))[1]["location"] == "/"
    page = text(client("/login?" + urllib.parse.urlencode({"next": wanted})))
    assert 'name="next" value="/"' in page


def test_a_wrong_password_is_said_and_what_was_typed_is_no_markup(client):
    sent = client.sign_in('"><script>alert(1)</script>', "wrong", accept_language="en")
    assert head(sent)[0] == 401
    assert "Name or password is wrong." in text(sent)
    assert "<script" not in text(sent)
    assert "set-cookie" not in head(sent)[1]


def test_too_many_tries_are_told_to_wait(client):
    waits = [client.sign_in(password="wrong") for _try in range(11)][-1]
    status, headers = head(waits)
    assert status == 429
    assert int(headers["retry-after"]) >= 25
    assert "秒お待ちください" in text(waits)


@pytest.mark.parametrize(
    "more",
    [{"origin": None}, {"origin": "null"}, {"origin": "http://evil.example"},
     {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"},
     {"origin": None, "sec_fetch_site": "none"}],
)  # fmt: skip
def test_a_form_of_another_page_signs_nobody_in(client, more):
    assert head(client.sign_in(**more))[0] == 403


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"name", b"a=1&" * 20, b"name=&password="])
def test_a_form_that_makes_no_sense_is_a_wrong_password(client, body):
    assert head(client.sign_in(body=body))[0] == 401


def test_a_form_longer_than_any_is_not_read(client):
    assert head(client.sign_in(body=b"x" * 9_000))[0] == 413
    assert head(client("/login", method="POST", origin=OURS))[0] == 413


def test_a_file_of_people_that_is_damaged_is_said(client, door):
    door.people.file.write_text("{", encoding="utf-8")
    sent = client.sign_in()
    assert head(sent)[0] == 503
    assert "people.json" in text(sent)


@pytest.mark.parametrize(
    ("language", "word"), [("ja-JP,ja;q=0.9", "お名前"), ("en-GB", "Your name")]
)
def test_the_page_speaks_the_browsers_language_and_fetches_nothing(client, language, word):
    sent = client("/login", accept_language=language)
    page, headers = text(sent), head(sent)[1]
    assert word in page
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "src=" not in page
    assert page.count("href=") == page.count('href="data:,"') == 1
    assert "width=device-width" in page


def test_the_page_warns_only_where_nothing_is_encrypted(client):
    assert "暗号化されていません" in text(client("/login"))
    assert "暗号化されていません" not in text(client("/login", scheme="https"))


def test_who_is_signed_in_needs_no_sign_in_page_and_a_head_has_no_body(client):
    held = cookie_of(client.sign_in())
    assert head(client("/login", cookie=held))[1]["location"] == "/"
    assert text(client("/login", method="HEAD")) == ""


# ---- signing out


def test_signing_out_ends_the_session_and_the_cookie(client):
    held = cookie_of(client.sign_in())
    status, headers = head(client("/logout", cookie=held))
    assert (status, headers["location"]) == (303, "/login")
    assert "Max-Age=0" in headers["set-cookie"]
    assert head(client("/", cookie=held))[0] == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_signs_nobody_out(client, site):
    held = cookie_of(client.sign_in())
    assert head(client("/logout", cookie=held, sec_fetch_site=site))[0] == 403
    assert text(client("/", cookie=held)) == "secret"


# ---- what is behind learns


def test_what_is_behind_learns_the_session_from_us_alone_and_never_sees_the_cookie(client, door):
    held = cookie_of(client.sign_in())
    forged = [(HANDLE.encode(), b"forged"), (b"X-Daifukucho-Role", b"owner")]
    client("/", cookie=f"a=1; {held}", extra=forged)
    headers = client.behind.scopes[-1]["headers"]
    handles = [value.decode() for name, value in headers if name.lower() == HANDLE.encode()]
    assert [door.sessions.by_handle(handle).name for handle in handles] == ["hanako"]
    assert not any(name.lower() == b"x-daifukucho-role" for name, _value in headers)
    cookies = [value for name, value in headers if name == b"cookie"]
    assert cookies == [b"a=1"]


@pytest.mark.parametrize(("name", "status"), [("tenshu", 200), ("hanako", 403), ("taro", 403)])
def test_only_who_may_bring_in_sheets_may_upload(client, name, status):
    held = cookie_of(client.sign_in(name))
    sent = client("/_stcore/upload_file/a/b", method="PUT", origin=OURS, cookie=held)
    assert head(sent)[0] == status


@pytest.mark.parametrize(("name", "status"), [("tenshu", 200), ("hanako", 403), ("taro", 403)])
@pytest.mark.parametrize("path", ["/media/0123.csv", "/media/", "/media//p.png", "/media/x/p.png"])
def test_a_file_to_take_out_is_for_who_may_take_it_out_whoever_knows_its_address(
    client, name, status, path
):
    client.app = Gate(Entrance(client.behind, client.door, picture="p.png".__eq__))
    held = cookie_of(client.sign_in(name))
    assert head(client(path, cookie=held))[0] == status
    assert head(client("/media/p.png", cookie=held))[0] == 200


def test_a_picture_of_a_page_is_told_from_a_file_to_take_out(monkeypatch):
    assert not entrance.picture_now("x.csv")  # no server runs
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    picture = files.add(b"x", "image/png", "1").removeprefix("/media/")
    table = files.add(b"x", "text/csv", "2", "x.csv", is_for_static_download=True)
    served = SimpleNamespace(instance=lambda: SimpleNamespace(media_file_mgr=files))
    monkeypatch.setattr(entrance, "Runtime", served)
    monkeypatch.setattr(entrance, "exists", lambda: True)
    assert entrance.picture_now(picture)
    assert not entrance.picture_now(table.removeprefix("/media/"))
    assert not entrance.picture_now("nothing.png")


def talk(client, held, *messages):
    return client("/_stcore/stream", kind="websocket", origin=OURS, cookie=held, messages=messages)


def test_a_websocket_talks_for_as_long_as_the_session_lives(client, door):
    held = cookie_of(client.sign_in())
    click = {"type": "websocket.receive", "bytes": b"click"}
    sent = talk(client, held, click, click)
    assert [message["type"] for message in sent].count("websocket.send") == 2

    def removed():
        door.people.remove(person(door, Role.STAFF).id)
        return click

    client.behind.got.clear()
    sent = talk(client, cookie_of(client.sign_in()), click, removed, click)
    assert [message["type"] for message in sent] == [
        "websocket.accept", "websocket.send", "websocket.close",
    ]  # fmt: skip
    assert sent[-1]["code"] == 1008
    assert client.behind.got == ["websocket.receive", "websocket.disconnect"]


def test_what_the_server_was_still_drawing_is_not_sent_to_who_has_signed_out(door):
    late = []

    async def behind(scope, receive, send):
        await send({"type": "websocket.accept"})
        door.people.remove(person(door, Role.STAFF).id)
        for _piece in range(3):
            await send({"type": "websocket.send", "bytes": b"secret"})
        late.append(True)

    client = Client(door)
    client.app = Gate(Entrance(behind, door))
    sent = talk(client, cookie_of(client.sign_in()))
    assert late == [True]
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]


def test_a_page_left_open_is_shut_when_its_session_ends_although_nobody_clicks(
    door, clock, monkeypatch
):
    monkeypatch.setattr(entrance, "LOOKS_EACH", 0.001)
    got = []

    async def behind(scope, receive, send):
        await send({"type": "websocket.accept"})
        got.append(await receive())

    client = Client(door)
    held = cookie_of(client.sign_in())
    sent, looks = [], []

    async def said_nothing():
        looks.append(clock.on(hours=9))
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    headers = [(b"host", HOST.encode()), (b"origin", OURS.encode()), (b"cookie", held.encode())]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    to_the_end(Entrance(behind, door)(scope, said_nothing, send))

    assert looks == [None]
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]
    assert got == [{"type": "websocket.disconnect", "code": 1008}]


# ---- where the server listens


@pytest.fixture
def alone_again():
    before = at_work.SHARED.door
    yield
    at_work.SHARED.door = before


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "", "shop.example"])
def test_nobody_is_let_in_from_the_network_without_sharing(monkeypatch, address):
    monkeypatch.delenv(listening.SHARE, raising=False)
    monkeypatch.setattr(config, "get_option", lambda _name: address)
    with pytest.raises(SystemExit, match=r"start\.py share"):
        listening.entered(Hand())


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_at_this_computer_nobody_has_to_sign_in(monkeypatch, address):
    monkeypatch.delenv(listening.SHARE, raising=False)
    monkeypatch.setattr(config, "get_option", lambda _name: address)
    assert listening.entered(Hand()) == []
    assert at_work.SHARED.door is None


def test_sharing_without_an_owner_or_with_a_damaged_file_does_not_start(
    monkeypatch, tmp_path, alone_again
):
    monkeypatch.setenv(listening.SHARE, "1")
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    with pytest.raises(SystemExit, match=r"start\.py share"):
        listening.entered(Hand())
    (tmp_path / "people.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"people\.json"):
        listening.entered(Hand())


def test_sharing_with_an_owner_puts_the_entrance_behind_the_gate(
    monkeypatch, tmp_path, alone_again
):
    shared(tmp_path)
    monkeypatch.setenv(listening.SHARE, "1")
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    (made,) = listening.entered(Hand())
    assert made.cls is Entrance
    assert made.kwargs["door"] is at_work.SHARED.door
