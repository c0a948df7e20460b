"""The door: signing in and out, guessing slowly, sessions that end, who may write what."""

from __future__ import annotations

import pytest

from core.errors import StoreError
from core.rules.roles import Role
from core.share import sessions as held
from core.share.door import Door, Keep, alone
from core.share.sessions import Sessions
from core.share.throttle import Throttle
from core.workspace import Workspace
from tests.core.keeping import START, TODAY, bring, customer, line, sheet
from tests.core.sharing import GOOD, Hand, person, shared

HOME, PHONE = "192.0.2.10", "192.0.2.20"


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def door(tmp_path, clock):
    return shared(tmp_path, clock)


def signed(door, name="hanako", address=HOME):
    answer = door.sign_in(name, GOOD, address)
    assert answer.cookie
    return answer.cookie


def kinds(door):
    return [seen.kind for seen in reversed(door.trail.last(1_000))]


# ---- signing in and out


def test_the_right_password_opens_and_stands_in_the_log(door):
    session = door.holder(signed(door))
    assert session.person_id == person(door, Role.STAFF).id
    assert kinds(door) == ["signed_in"]
    assert door.sessions.by_handle(session.handle).name == "hanako"
    assert door.sessions.address_of(session.handle) == HOME


@pytest.mark.parametrize("name", ["hanako", "nobody", "", "x" * 5000])
def test_a_wrong_password_opens_nothing_and_the_log_keeps_no_typed_name(door, name):
    assert door.sign_in(name, "wrong", HOME).cookie == ""
    line_ = door.trail.last(1)[0]
    assert (line_.kind, line_.address) == ("failed", HOME)
    assert line_.person in {"", person(door, Role.STAFF).id}


def test_a_token_has_256_bits_and_a_forged_cookie_opens_nothing(door):
    cookie = signed(door)
    token, _dot, signature = cookie.partition(".")
    assert len(token) >= 43
    assert len({signed(door).partition(".")[0] for _n in range(4)}) == 4
    forged = ["", ".", token, f"{token}.", f"{token}.{'0' * 64}", f"x{cookie}", f"{cookie}x",
              f"{token[::-1]}.{signature}", f".{signature}", "é.ü"]  # fmt: skip
    assert [door.holder(each) for each in forged] == [None] * len(forged)


def test_a_cookie_of_another_run_of_the_program_opens_nothing(door, tmp_path, clock):
    cookie = signed(door)
    again = Door(tmp_path, clock)
    assert again.holder(cookie) is None
    assert again.sign_in("hanako", GOOD, HOME).cookie


def test_signing_out_ends_that_browser_alone(door):
    shop, phone = signed(door), signed(door, address=PHONE)
    door.sign_out(shop)
    door.sign_out("nonsense")
    assert door.holder(shop) is None
    assert door.holder(phone) is not None
    assert kinds(door)[-1] == "signed_out"


def test_a_session_ends_after_8_idle_hours_and_after_7_days_in_any_case(door, clock):
    cookie = signed(door)
    clock.on(hours=7, minutes=59)
    assert door.holder(cookie) is not None
    clock.on(hours=8, minutes=1)
    assert door.holder(cookie) is None
    cookie = signed(door)
    for _hour in range(7 * 24 // 4):
        clock.on(hours=4)
        last = door.holder(cookie)
    assert last is not None
    clock.on(hours=1)
    assert door.holder(cookie) is None


def test_what_only_looks_whether_one_is_there_does_not_keep_a_session_awake(door, clock):
    cookie = signed(door)
    for _hour in range(9):
        clock.on(hours=1)
        door.holder(cookie, used=False)
    assert door.holder(cookie) is None


@pytest.mark.parametrize("act", ["role", "password", "remove", "everywhere"])
def test_sessions_end_when_role_or_password_change_or_the_person_goes(door, act):
    cookie, staff = signed(door), person(door, Role.STAFF)
    handle = door.holder(cookie).handle
    changes = {
        "role": lambda: door.people.set_role(staff.id, Role.VIEWER),
        "password": lambda: door.people.new_password(staff.id, GOOD + " to"),
        "remove": lambda: door.people.remove(staff.id),
        "everywhere": lambda: door.people.sign_out_everywhere(staff.id),
    }
    assert door.sessions.count(staff.id) == 1
    changes[act]()
    assert door.sessions.count(staff.id) == 0
    assert door.holder(cookie) is None
    assert door.sessions.by_handle(handle) is None
    assert door.sessions.address_of(handle) == ""


def test_a_flood_of_sessions_drops_the_one_longest_unused(door, monkeypatch, clock):
    monkeypatch.setattr(held, "MOST", 3)
    found, staff = Sessions(door.people, clock), person(door, Role.STAFF)
    first = found.begin(staff, HOME)
    clock.on(minutes=1)
    rest = [found.begin(staff, HOME) for _n in range(3)]
    assert found.find(first) is None
    assert all(found.find(each) for each in rest)


# ---- guessing: SAFETY asks for it


def test_ten_wrong_tries_a_minute_then_at_least_25_seconds(door, clock):
    for _try in range(10):
        assert door.sign_in("hanako", "wrong", HOME).wait == 0
        clock.on(seconds=3)
    waits = door.sign_in("hanako", GOOD, HOME)
    assert waits.cookie == ""
    assert waits.wait >= 25
    clock.on(seconds=waits.wait - 1)
    assert door.sign_in("hanako", GOOD, HOME).wait == 1
    clock.on(seconds=1)
    assert door.sign_in("hanako", GOOD, HOME).cookie
    assert kinds(door).count("waits") == 2


def test_another_device_signs_in_while_somebody_guesses(door):
    for _try in range(40):
        door.sign_in("hanako", "wrong", HOME)
    assert door.sign_in("hanako", GOOD, PHONE).cookie


def test_one_name_is_guessed_at_ten_times_a_minute_by_all_addresses_but_strangers_once(clock):
    throttle = Throttle(clock)
    let = sum(throttle.try_now("hanako", f"192.0.2.{n % 20}") == 0 for n in range(400))
    assert let == 20
    clock.on(seconds=61)
    let = sum(throttle.try_now("hanako", f"192.0.2.{n % 20}") == 0 for n in range(400))
    assert let == 10


def test_the_right_password_is_no_try_and_ten_tries_slower_than_a_minute_do_not_wait(clock):
    throttle = Throttle(clock)
    for _visit in range(50):
        assert throttle.try_now("hanako", HOME) == 0
        throttle.right("hanako", HOME)
    for _try in range(30):
        assert throttle.try_now("hanako", HOME) == 0
        clock.on(seconds=7)


def test_what_is_remembered_of_guesses_is_bounded(clock, monkeypatch):
    monkeypatch.setattr("core.share.throttle.MOST", 30)
    throttle = Throttle(clock)
    for n in range(100):
        throttle.try_now(f"name {n}", f"192.0.2.{n}")
    assert len(throttle._failed) <= 30
    clock.on(minutes=11)
    throttle.try_now("hanako", HOME)
    assert len(throttle._failed) <= 30


# ---- who may write what: the one door of the workspace


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path / "home", "試験商店", now=lambda: START) as made:
        bring(made, sheet([customer(1), customer(2)], lines=[line(TODAY, 1)]))
        slug = made.business.slug
    return tmp_path / "home", slug


def opened(shop, at_work, trail=None):
    root, slug = shop
    return Workspace.open(root, slug, now=lambda: START, keep=Keep(at_work, trail))


def promise():
    return {"customer_id": "C1", "made_date": TODAY, "content": "電話する", "due_date": TODAY}


def complaint():
    return {"customer_id": "C1", "received_date": TODAY, "content": "遅い"}


def writes(workspace):
    """Everything that can be written, by name."""
    row = int(workspace.book().table("customers")["row_id"].iloc[0])
    batch = workspace.batches()[0].id
    return {
        "add": lambda: workspace.add("customers", {"customer_id": "C9", "name": "九"}),
        "new_customer": lambda: workspace.new_customer({"name": "新"}),
        "correct": lambda: workspace.correct("customers", row, {"memo": "x"}),
        "remove": lambda: workspace.remove("customers", row),
        "set_next_date": lambda: workspace.set_next_date("C1", TODAY),
        "same_person": lambda: workspace.same_person("C1", "C2", True),
        "keep_calls": lambda: workspace.keep_calls(TODAY, []),
        "settings": lambda: workspace.change_settings({"calls.per_day": 9}),
        "commit": lambda: bring(workspace, sheet([customer(3)]), name="b.csv"),
        "undo_batch": lambda: workspace.undo_batch(batch),
        "redo_batch": lambda: workspace.redo_batch(batch),
        "erase": lambda: workspace.erase("C1"),
        "export": workspace.note_export,
        "export_person": lambda: workspace.note_export("C1"),
        "hand_over": lambda: workspace.hand_over("a", "b", ["C1"]),
        "household": lambda: workspace.join_household("C1", "C2"),
        "plan": lambda: workspace.attach_plan(
            "C1", "p", [{"date": TODAY, "action": "x", "staff": "", "plan": "p"}]
        ),
        "harassed": lambda: workspace.add(
            "overrides",
            {"date": TODAY, "customer_id": "C1", "field": "harassment", "value": "yes"},
        ),
    }


def everything(workspace):
    """What stands in the ledger, as far as a reader sees it."""
    book = workspace.book()
    tables = {name: frame.to_csv() for name, frame in sorted(book.tables.items())}
    return tables, book.purchases, workspace.settings(), len(workspace.last_actions(1_000))


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER, None])
def test_nothing_that_is_the_owners_is_written_by_anybody_else(shop, door, role):
    at_work = person(door, role) if role else None
    with opened(shop, lambda: at_work, door.trail) as workspace:
        before = everything(workspace)
        for name, write in writes(workspace).items():
            with pytest.raises(StoreError):
                write()
            assert everything(workspace) == before, name


def test_the_staff_log_calls_promises_and_complaints_under_their_name(shop, door):
    staff = person(door, Role.STAFF)
    with opened(shop, lambda: staff, door.trail) as workspace:
        call = workspace.log_outcome("C1", "talked", day=TODAY, note="元気")
        workspace.add("promises", promise())
        workspace.undo(call)
        workspace.redo(call)
        assert {action.who for action in workspace.last_actions(4)} == {"hanako"}
        import_ = next(a for a in workspace.last_actions(99) if a.verb == "import")
        with pytest.raises(StoreError):
            workspace.undo(import_.id)
        assert workspace.verify_history() is None
    assert kinds(door) == ["changed"] * 4 + ["refused"]
    assert [seen.what for seen in door.trail.last(1)] == ["undo"]


def test_the_staff_write_a_complaint_but_do_not_judge_who_made_it(shop, door):
    staff, told = person(door, Role.STAFF), complaint()
    with opened(shop, lambda: staff, door.trail) as workspace:
        workspace.add("complaints", told)
        row = int(workspace.book().table("complaints")["row_id"].iloc[-1])
        workspace.correct("complaints", row, {"content": "遅かった"})
        with pytest.raises(StoreError):
            workspace.correct("complaints", row, {"harassment": "yes"})
        with pytest.raises(StoreError):
            workspace.add("complaints", told | {"harassment": "yes"})
        assert len(workspace.book().table("complaints")) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_who_only_looks_logs_no_call_and_no_promise_either(shop, door, role):
    at_work = person(door, role) if role else None
    with opened(shop, lambda: at_work, door.trail) as workspace:
        before = everything(workspace)
        with pytest.raises(StoreError):
            workspace.log_outcome("C1", "talked", day=TODAY, note="元気")
        with pytest.raises(StoreError):
            workspace.add("promises", promise())
        assert everything(workspace) == before


def test_the_owner_writes_everything_and_imports_and_exports_are_told_apart(shop, door):
    owner = person(door, Role.OWNER)
    with opened(shop, lambda: owner, door.trail) as workspace:
        for name, write in writes(workspace).items():
            if name not in {"redo_batch", "erase", "undo_batch", "remove"}:
                write()
    assert {"changed", "imported", "exported"} == set(kinds(door))


def test_who_is_demoted_in_the_middle_writes_nothing_more(shop, door):
    cookie = signed(door)
    handle = door.holder(cookie).handle
    with opened(shop, lambda: door.sessions.by_handle(handle), door.trail) as workspace:
        workspace.log_outcome("C1", "talked", day=TODAY, note="元気")
        door.people.set_role(person(door, Role.STAFF).id, Role.VIEWER)
        with pytest.raises(StoreError):
            workspace.log_outcome("C1", "talked", day=TODAY, note="元気")


def test_without_sharing_the_owner_is_alone_and_nothing_is_asked(shop):
    assert alone().role is Role.OWNER
    root, slug = shop
    with Workspace.open(root, slug, now=lambda: START) as workspace:
        assert workspace.change_settings({"calls.per_day": 9})


def test_each_card_that_is_seen_stands_in_the_log_without_a_name_or_number(door):
    handle = door.holder(signed(door)).handle
    door.saw(handle, "shop", "C1")
    seen = door.trail.last(1)[0]
    assert (seen.kind, seen.business, seen.address) == ("saw", "shop", HOME)
    assert seen.person == person(door, Role.STAFF).id
    assert door.trail.whose("shop", ["C1", "C2"])[seen.customer] == "C1"
    assert seen.customer not in door.trail.whose("other", ["C1"])
    with pytest.raises(StoreError):
        door.saw("nobody", "shop", "C1")
