"""Erasing a person from the card: what goes is shown first, the second click erases."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from core.errors import StoreError
from core.locale.words import _, say
from core.store import inbox
from core.store.erase import STEPS
from core.workspace import Workspace
from pages._ui import erasing
from pages._ui import people as searched
from pages._ui.history import described
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

CARD, SETTINGS = "pages/customer.py", "pages/settings.py"


def workspace(home):
    return Workspace.open(home, "sample-salon", now=lambda: MOMENT)


@pytest.fixture
def person(ledger):
    """A customer of the sample, named in the notes of another."""
    with workspace(ledger) as shop:
        people = shop.book().table("customers").set_index("name", drop=False)
        other = people[people["name"] != "武田 和夫"].iloc[0]
        shop.correct("customers", int(other["row_id"]), {"memo": "武田和夫さんのご紹介"})
        return people.loc["武田 和夫"]


def card(person, locale="ja-JP"):
    at = open_page(CARD, locale=locale)
    at.text_input(key="customer_search").set_value(person["customer_id"]).run()
    at.button(key=f"found_{person['customer_id']}").click().run()
    return at


def test_the_first_click_shows_what_goes_and_erases_nothing(ledger, person):
    at = card(person)
    assert "このボタンではまだ何も消えません" in said(at)

    at.button(key="erase_look").click().run()

    text = said(at)
    for words in ("顧客台帳：1行", "購入履歴：", "90日以内", "元には戻せません"):
        assert words in text
    assert "武田和夫さんのご紹介" in "".join(box.label for box in at.checkbox)
    at.button(key="erase_not").click().run()
    assert "erase_do" not in [button.key for button in at.button]
    with workspace(ledger) as shop:
        assert person["customer_id"] in set(shop.book().table("customers")["customer_id"])


@pytest.fixture
def drawn(monkeypatch):
    """Every (share, words) that a bar shows."""
    found, original = [], DeltaGenerator.progress

    def progress(self, value, text=None, **named):
        if text:
            found.append((value, text))
        return original(self, value, text=text, **named)

    monkeypatch.setattr(DeltaGenerator, "progress", progress)
    return found


@pytest.mark.parametrize(
    ("locale", "first", "last"),
    [
        ("ja-JP", "この方をすべての記録から探しています", "この方の記録を消しました"),
        ("en-US", "Looking for the person everywhere", "The person is erased"),
    ],
)
def test_a_bar_says_how_far_the_erasure_is(ledger, person, drawn, locale, first, last):
    at = card(person, locale)
    at.button(key="erase_look").click().run()
    drawn.clear()
    at.button(key="erase_do").click().run()
    assert not at.exception
    shares = [share for share, _words in drawn]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert len({words for _share, words in drawn}) >= 6
    assert (drawn[0][1], drawn[-1][1]) == (first, last)


@pytest.mark.parametrize("at_step", [3, -2])
def test_whoever_clicks_elsewhere_meanwhile_has_erased_all_the_same(
    ledger, person, monkeypatch, at_step
):
    shares = [share for share, _words in STEPS.values()]
    original = DeltaGenerator.progress

    def progress(self, value, text=None, **named):
        if text and value >= shares[at_step]:
            raise StopException
        return original(self, value, text=text, **named)

    at = card(person)
    at.button(key="erase_look").click().run()
    with monkeypatch.context() as patch:
        patch.setattr(DeltaGenerator, "progress", progress)
        at.button(key="erase_do").click().run()
    with workspace(ledger) as shop:
        assert person["customer_id"] not in set(shop.book().table("customers")["customer_id"])
        assert not shop.erasure_unfinished
    at.run()
    assert not at.exception
    assert "この方の記録を消しました" in said(at)


def test_a_sheet_that_waits_is_named_among_what_goes_and_goes(ledger, person):
    at = card(person)
    at.button(key="erase_look").click().run()
    assert "まだ取り込んでいない表" not in said(at)
    inbox.keep(ledger, "名簿.csv", b"x", now=MOMENT)
    at.run()
    assert "まだ取り込んでいない表（どなたの表でも捨てます）：名簿.csv" in said(at)
    at.button(key="erase_do").click().run()
    assert inbox.names(ledger) == ()


def test_the_second_click_erases_and_blanks_what_was_ticked(ledger, person):
    at = card(person)
    at.button(key="erase_look").click().run()
    at.button(key="erase_do").click().run()

    assert not at.exception
    assert "この方の記録を消しました" in said(at)
    with workspace(ledger) as shop:
        people = shop.book().table("customers")
        assert person["customer_id"] not in set(people["customer_id"])
        assert "○○さんのご紹介" in set(people["memo"])


def test_what_a_search_looked_through_is_let_go_of_with_the_rest(ledger, person):
    card(person)
    folder = str(ledger / "businesses/sample-salon")
    assert person["name"] in set(searched._latest(folder)[0].rows["name"])
    erasing.forget()
    assert searched._latest(folder) == []


def test_amounts_stay_where_that_was_chosen_and_unticked_words_too(ledger, person):
    with workspace(ledger) as shop:
        before = shop.erasure(person["customer_id"]).lines
    at = card(person, "en-US")
    at.button(key="erase_look").click().run()
    at.radio(key="erase_keep").set_value("keep").run()
    for box in at.checkbox:
        box.set_value(False)
    at.button(key="erase_do").click().run()

    assert "The person was erased" in said(at)
    with workspace(ledger) as shop:
        assert "武田和夫さんのご紹介" in set(shop.book().table("customers")["memo"])
        assert shop.erasures()[0].keeps_amounts
        paths = shop.book().purchases
    found = pd.concat([pd.read_parquet(path) for path in paths])["customer_id"]
    assert found.str.startswith("X-").sum() == before > 0


def test_settings_list_erasures_by_day_and_accept_them_again(ledger, person):
    with workspace(ledger) as shop:
        shop.erase(person["customer_id"])
    at = open_page(SETTINGS)
    text = said(at)
    assert "ご依頼で消した方" in text
    assert "武田" not in text

    accept = next(b for b in at.button if b.key.startswith("accept_"))
    accept.click().run()

    assert not at.exception
    assert "もう一度受け入れる" not in labels(at)
    with workspace(ledger) as shop:
        assert shop.erasures() == []


def test_the_imports_say_that_their_original_is_gone(ledger, person):
    with workspace(ledger) as shop:
        shop.erase(person["customer_id"])
        told = [say(words, "ja") for batch in shop.batches() for words in described(batch)]

    assert [line for line in told if "残していません" in line]


def test_a_journal_changed_outside_and_a_strange_key_are_said(ledger, person):
    with workspace(ledger) as shop:
        shop.erase(person["customer_id"])
        (shop.folder / "key").write_text("00" * 32, encoding="ascii")
    text = said(open_page(SETTINGS))

    assert "このソフトの書いたとおりではありません" in text
    assert "「key」というファイルが、消去したときのものと違います" in text


def test_an_erasure_that_was_not_finished_is_said(ledger, person, monkeypatch):
    monkeypatch.setattr("core.store.connection.Ledger.vacuum", _refused)
    with workspace(ledger) as shop:
        shop.erase(person["customer_id"])

    assert "消去がまだ終わっていません" in said(open_page(SETTINGS))


def _refused(_ledger):
    raise StoreError(_("The disk is full. Nothing was saved. Please make room and try again."))
