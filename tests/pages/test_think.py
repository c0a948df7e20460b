"""Customers to think about: shut where others look, evidence, ways, harassment, prices."""

from __future__ import annotations

import html

import pytest
from streamlit.runtime.context import ContextProxy

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/think.py"


def overrides(root):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        book = workspace.book()
        return book.table("overrides"), book.table("plans")


def test_the_firm_that_pays_late_and_haggles_lights_up_with_its_records(
    lease_seen, tmp_path, monkeypatch
):
    lease_seen.copy(tmp_path / "home")
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path / "home"))
    text = said(open_page(PAGE))
    assert "ご判断が要るお客様（1人）" in text
    assert "お支払いが遅れたか、まだです" in text
    assert "まだお支払いがありません" in text
    assert "毎回の見積りで、他店より1割下げるよう求められる" in text
    assert "年の粗利" in text


def test_the_salons_no_show_and_the_harasser_stand_apart(shown):
    text = said(open_page(PAGE))
    assert "12か月の5回のうち4回、約束の日に来られませんでした" in text
    assert "カスハラ（1人）" in text
    assert "大声で怒鳴り続けられた" in text
    assert "その場で止めます" in text


def test_whoever_harassed_our_people_is_on_no_call_list(shown, sample_seen):
    found = sample_seen.review
    who = found.book.table("overrides").query("field == 'harassment'")["customer_id"].iloc[0]
    assert who not in set(found.calls.rows["customer_id"])
    assert found.customers.set_index("customer_id").loc[who, "refusal"]


@pytest.mark.parametrize(
    ("way", "field"), [("passive", "policy"), ("decline", "refuse"), ("price", "")]
)
def test_a_way_is_written_down_with_a_click_and_taken_back_with_another(ledger, way, field):
    before, planned = overrides(ledger)
    at = open_page(PAGE)
    key = next(b.key for b in at.button if b.key.startswith(f"way_{way}_"))
    at.button(key=key).click().run()
    after, plans = overrides(ledger)
    if field:
        assert after["field"].iloc[-1] == field
    else:
        assert plans["action"].iloc[-1] == "価格の改定"
    assert len(after) + len(plans) == len(before) + len(planned) + 1
    at.button(key=next(b.key for b in at.button if "undo" in b.key)).click().run()
    again, plans = overrides(ledger)
    assert len(again) + len(plans) == len(before) + len(planned)


def test_harassment_is_taken_back_with_a_click(ledger):
    at = open_page(PAGE)
    at.button(key=next(b.key for b in at.button if b.key.startswith("forgive_"))).click().run()
    assert "カスハラ（0人）" in said(at)


def test_a_note_about_somebody_opens_the_form_with_its_kind_settled(ledger):
    at = open_page(PAGE)
    at.button(key="note_demand").click().run()
    assert not at.exception
    assert [f.label for f in at.text_input if "ふりがな" in f.label]


def test_sliders_show_what_a_price_rise_would_do(shown):
    at = open_page(PAGE)
    first = next(m.value for m in at.markdown if "1年の粗利" in m.value)
    at.slider(key="price_rise_sample-salon").set_value(10).run()
    more = next(m.value for m in at.markdown if "1年の粗利" in m.value)
    at.slider(key="lost_supporter_sample-salon").set_value(50).run()
    fewer = next(m.value for m in at.markdown if "1年の粗利" in m.value)
    amounts = [int(html.unescape(text).split("→")[1].split("円")[0].replace(",", ""))
               for text in (first, more, fewer)]  # fmt: skip
    assert amounts[0] < amounts[1]
    assert amounts[2] < amounts[1]
    assert "支持者以上の165人のご負担が増えます" in said(at)


def test_in_a_shared_ledger_the_page_and_its_link_are_shut(shown, shared_by_several):
    at = open_page(PAGE)
    assert "共有している台帳では開きません" in said(at)
    assert "坂本" not in said(at)
    assert not [link for link in at.sidebar.page_link if "ご判断" in link.label]


def test_a_browser_on_another_computer_does_not_see_it(shown, monkeypatch):
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda self: "192.0.2.7"))
    assert "開きません" in said(open_page(PAGE))


def test_nobody_to_think_about_is_said_with_the_day(shop):
    assert "2種類以上の証拠がそろう方はいません" in said(open_page(PAGE))


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Customers to think about"
    assert "Choose this way" in labels(at)
