"""What staff and who only looks are shown, and what they cannot do, page by page."""

from __future__ import annotations

import re

import pytest

from core.rules.roles import SEES, Role
from core.weekly import QUESTIONS
from core.workspace import Workspace, current
from pages._ui import at_work, business
from pages._ui.registry import PAGES, allowed
from tests.core.sharing import person
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

OTHERS = [Role.STAFF, Role.VIEWER]
AMOUNT = re.compile(r"[0-9][0-9,]*円|[¥￥][0-9]|万円")
PHONE = re.compile(r"0[789]0-[0-9]{4}-[0-9]{4}|0[0-9]{1,3}-[0-9]{2,4}-[0-9]{4}")


def reachable(people):
    """Somebody with a number, who may be called."""
    may = people["contact_permission"].fillna("") == "yes"
    return people[may & (people["phone"].fillna("").str.len() > 9)].iloc[0]


def open_to(role):
    """The pages that a role may open while nobody else looks on."""
    return allowed(role, SEES[role] if role else at_work.NOTHING)


def done(root):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        return len(workspace.last_actions(10_000)), workspace.settings()


def card_of(at, customer_id):
    at.session_state["_customer"] = customer_id
    return at.run()


def test_a_new_page_is_the_owners_until_somebody_decides_otherwise():
    assert [page.path for page in open_to(Role.STAFF)] == [
        "pages/calls.py", "pages/cases.py", "pages/customer.py",
    ]  # fmt: skip
    assert [page.path for page in open_to(Role.VIEWER)] == ["pages/calls.py", "pages/customer.py"]
    assert open_to(None) == []
    assert open_to(Role.OWNER) == list(PAGES)


@pytest.mark.parametrize("role", [*OTHERS, None])
def test_a_link_to_a_page_that_is_not_for_them_says_so_and_shows_nothing(shown, sharing, role):
    if role is not None:
        sharing.sign_in(role)
    told = "もう一度サインイン" if role is None else "この画面は店主だけのものです"
    forbidden = [page for page in PAGES if page not in open_to(role)]
    assert len(forbidden) > 15
    for page in forbidden:
        at = open_page(page.path)
        text = said(at)
        assert told in text, page.path
        assert not at.main.button, page.path
        assert not at.main.table, page.path
        assert not at.main.get("dataframe"), page.path
        assert not AMOUNT.search(text), page.path


@pytest.mark.parametrize("role", OTHERS)
def test_the_navigation_shows_only_what_they_may_open_and_begins_there(shown, sharing, role):
    sharing.sign_in(role)
    at = open_page()
    links = [link.label for link in at.sidebar.get("page_link")]
    assert len(links) == len(open_to(role))
    assert "今週かける人" in [title.value for title in at.title]
    assert ("hanako（店員）" if role is Role.STAFF else "taro（見るだけ）") in said(at)
    assert "/logout" in "".join(html.value for html in at.sidebar.get("html"))


@pytest.mark.parametrize("role", OTHERS)
def test_no_step_of_the_review_opens_to_them_by_its_address(shown, sharing, role):
    sharing.sign_in(role)
    at = open_page("pages/review.py")
    for kind in QUESTIONS:
        at.query_params["step"] = kind.code
        text = said(at.run())
        assert "この画面は店主だけのものです" in text, kind.code
        assert not at.main.button, kind.code
        assert not AMOUNT.search(text), kind.code


def test_who_is_not_signed_in_any_more_sees_nothing_at_all(shown, sharing):
    at = open_page("pages/calls.py")
    text = said(at)
    assert "もう一度サインイン" in text
    assert "様" not in text
    assert not at.button


@pytest.mark.parametrize("role", OTHERS)
def test_others_read_no_amount_no_private_note_and_no_group_and_take_nothing_out(
    ledger, sharing, role
):
    root = ledger
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        book = workspace.book()
        who = book.table("customers").iloc[0]
        row = int(who["row_id"])
        workspace.correct("customers", row, {"memo": "HIMITSUMEMO"})
    sharing.sign_in(role)
    for page in open_to(role):
        at = open_page(page.path)
        if page.path == "pages/customer.py":
            at = card_of(at, who["customer_id"])
            assert who["name"] in said(at)
        text = said(at)
        assert not AMOUNT.search(text), (page.path, AMOUNT.search(text))
        assert "HIMITSUMEMO" not in text
        assert "方針" not in text
        assert not at.get("download_button"), page.path
        assert not at.get("file_uploader"), page.path


def test_the_owner_reads_what_the_others_do_not(ledger, sharing):
    sharing.sign_in(Role.OWNER)
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
    who = reachable(people)
    at = card_of(open_page("pages/customer.py"), who["customer_id"])
    assert AMOUNT.search(said(at))
    assert "方針" in said(at)
    assert PHONE.search(said(at))


def test_the_staff_have_numbers_on_the_call_list_alone_and_who_only_looks_nowhere(shown, sharing):
    sharing.sign_in(Role.STAFF)
    calls = open_page("pages/calls.py")
    numbers = PHONE.findall(said(calls))
    assert numbers
    with Workspace.open(shown, current(shown), now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
    who = reachable(people)
    card = card_of(open_page("pages/customer.py"), who["customer_id"])
    assert not PHONE.search(said(card))
    assert "***-****-****" in said(card)
    sharing.sign_in(Role.VIEWER)
    assert not PHONE.search(said(open_page("pages/calls.py")))
    assert not PHONE.search(said(card_of(open_page("pages/customer.py"), who["customer_id"])))


def test_a_number_that_is_hidden_cannot_be_searched_for(shown, sharing):
    with Workspace.open(shown, current(shown), now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
    phone = people.loc[people["phone"].fillna("").str.len() > 9, "phone"].iloc[0]
    for role, found in ((Role.OWNER, True), (Role.STAFF, False), (Role.VIEWER, False)):
        sharing.sign_in(role)
        at = open_page("pages/customer.py")
        at.text_input(key="customer_search").set_value(phone).run()
        keys = [button.key or "" for button in at.button]
        assert any(key.startswith("found_") for key in keys) is found


def test_no_click_of_who_only_looks_writes_anything(ledger, sharing):
    sharing.sign_in(Role.VIEWER)
    before = done(ledger)
    clicked = 0
    for page in open_to(Role.VIEWER):
        keys = [button.key for button in open_page(page.path).main.button]
        for key in keys[:12]:
            at = open_page(page.path)
            at.button(key=key).click().run()
            assert not at.exception
            clicked += 1
    assert clicked
    assert done(ledger) == before
    assert not [seen for seen in sharing.door.trail.last(99) if seen.kind == "changed"]


def test_who_only_looks_finds_no_field_to_write_in(shown, sharing):
    sharing.sign_in(Role.VIEWER)
    at = open_page("pages/calls.py")
    assert not [field for field in at.text_input if field.key != "why_not"]
    assert not at.date_input
    assert not {"話せた", "不在"} & set(labels(at))


def test_the_staff_log_a_call_under_their_name_and_take_it_back(ledger, sharing):
    sharing.sign_in(Role.STAFF)
    at = open_page("pages/calls.py")
    key = next(b.key for b in at.button if (b.key or "").startswith("no_answer_"))
    at.button(key=key).click().run()
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        assert (workspace.last_actions(1)[0].verb, workspace.last_actions(1)[0].who) == (
            "outcome", "hanako",
        )  # fmt: skip
    at.button(key="undo").click().run()
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        assert workspace.last_actions(1)[0].verb == "undo"
    assert [seen.what for seen in sharing.door.trail.last(2)] == ["undo", "outcome"]


def test_a_role_that_is_taken_away_in_the_middle_ends_what_was_open(ledger, sharing):
    sharing.sign_in(Role.STAFF)
    at = open_page("pages/calls.py")
    before = done(ledger)
    sharing.door.people.set_role(person(sharing.door, Role.STAFF).id, Role.VIEWER)
    key = next(b.key for b in at.button if (b.key or "").startswith("no_answer_"))
    at.button(key=key).click().run()
    assert done(ledger) == before
    assert "もう一度サインイン" in said(at)


@pytest.mark.parametrize("role", list(Role))
def test_each_view_of_a_card_stands_in_the_log_once_until_another_is_opened(shown, sharing, role):
    sharing.sign_in(role)
    with Workspace.open(shown, current(shown), now=lambda: MOMENT) as workspace:
        ids = list(workspace.book().table("customers")["customer_id"].head(2))
    at = open_page("pages/customer.py")
    for customer_id in (ids[0], ids[0], ids[1], ids[0]):
        card_of(at, customer_id)
    lines = sharing.door.trail.last(9)
    whose = sharing.door.trail.whose(current(shown), ids)
    assert [whose[seen.customer] for seen in reversed(lines)] == [ids[0], ids[1], ids[0]]
    assert {seen.person for seen in lines} == {person(sharing.door, role).id}


def test_a_card_that_cannot_be_written_down_as_seen_is_not_shown(shown, sharing, tmp_path):
    sharing.sign_in(Role.STAFF)
    with Workspace.open(shown, current(shown), now=lambda: MOMENT) as workspace:
        who = workspace.book().table("customers").iloc[0]
    (tmp_path / "people" / "access.db").write_bytes(b"damaged, and longer than a header" * 200)
    at = card_of(open_page("pages/customer.py"), who["customer_id"])
    assert "共有の記録を書けません" in said(at)
    assert who["name"] not in said(at)


def test_a_language_that_staff_choose_is_theirs_alone(ledger, sharing):
    sharing.sign_in(Role.STAFF)
    before = done(ledger)
    at = open_page("pages/calls.py")
    at.button_group(key="language_ja").set_value("en").run()
    assert "Whom to call this week" in said(at)
    assert done(ledger) == before


def test_a_ledger_that_several_computers_open_keeps_to_the_roles(
    shown, sharing, shared_by_several
):
    sharing.sign_in(Role.OWNER)
    assert "この画面は店主だけ" not in said(open_page("pages/money.py"))
    sharing.sign_in(Role.STAFF)
    assert "この画面は店主だけ" in said(open_page("pages/money.py"))


def test_without_sharing_everything_is_the_owners_as_before(shown):
    assert at_work.at_work().role is Role.OWNER
    assert at_work.sees().money
    at = open_page("pages/calls.py")
    assert PHONE.search(said(at))
    assert not [link for link in at.sidebar.get("html") if "/logout" in link.value]
    assert business.Here.__dataclass_fields__["whole"].default is None


def test_what_is_harassment_is_judged_by_the_owner_alone(shown, sharing):
    def judging(role):
        sharing.sign_in(role)
        keys = {str(button.key) for button in open_page("pages/cases.py").button}
        assert any(key.startswith("case_edit_") for key in keys)
        return [key for key in keys if key.startswith(("harass_", "unharass_"))]

    assert judging(Role.OWNER)
    assert not judging(Role.STAFF)
