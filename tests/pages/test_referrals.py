"""The tree of referrals: shares, thanks that a click notes, trees with their yields, circles."""

from __future__ import annotations

import datetime as dt
import html

from core.review import review
from core.rules.referral_tree import forest, rates
from tests.core.keeping import customer, line, sheet
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/referrals.py"


def forest_of(seen):
    found = seen.review
    return forest(found.customers, found.book, found.settings)


def brought(shop, who, whom, days=20, **changed):
    day = MOMENT.date() - dt.timedelta(days=days)
    shop.add("referrals", {"date": day, "customer_id": who, "kind": "referral",
                           "referred_id": whom, **changed})  # fmt: skip


def test_the_salons_chain_of_four_generations_lights_up(shown, sample_seen):
    found = forest_of(sample_seen)
    assert found.circles == ()
    deepest = found.people[found.people["depth"] == 4]
    assert len(deepest) == 1
    chain = found.tree(deepest["root"].iloc[0])
    assert list(chain["depth"]) == [0, 1, 2, 3, 4]
    name = chain["name"].iloc[0]
    assert any(f"{name}様：4代で4人" in html.unescape(e.label) for e in open_page(PAGE).expander)


def test_the_builders_partner_family_with_five_referrals_lights_up(
    builder_seen, tmp_path, monkeypatch
):
    people = forest_of(builder_seen).people
    family = people[people["stage"] == "partner"].iloc[0]
    assert (family["children"], family["descendants"]) == (5, 5)
    assert family["yield_half"] * 2 == family["yield_plain"]
    assert people["yield_half"].max() == family["yield_half"]
    builder_seen.copy(tmp_path / "home")
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path / "home"))
    at = open_page(PAGE)
    assert any(f"{family['name']}様：1代で5人" in html.unescape(e.label) for e in at.expander)


def test_the_shares_stand_with_their_numbers_and_day(shown, sample_seen):
    found = rates(sample_seen.review.customers, sample_seen.review.book)
    text = said(open_page(PAGE))
    assert f"新しいお客様の9%が紹介です（{found.new}人のうち{found.referred}人、紹介率）" in text
    assert f"今のお客様{found.active}人" in text
    assert "2026年11月15日(日)までの12か月" in text
    assert not open_page(PAGE).warning


def test_eight_weeks_without_a_referral_are_said_in_a_sentence(shop):
    brought(shop, "C1", "C2", 70, thanked_date=MOMENT.date())
    warned = [html.unescape(w.value) for w in open_page(PAGE).warning]
    assert any("紹介が止まっています" in text for text in warned)


def test_too_few_new_customers_give_no_share(shop):
    assert "割合を言うには少なすぎます" in said(open_page(PAGE))


def test_nobody_referred_yet_says_what_to_write_down(shop):
    text = said(open_page(PAGE))
    assert "紹介の記録がまだありません" in text
    assert "どなたの紹介かを書きとめましょう" in text


def test_a_click_notes_the_thanks_and_another_takes_it_back(shop):
    brought(shop, "C1", "C2", 400)
    at = open_page(PAGE)
    row = int(shop.book().table("referrals")["row_id"].iloc[0])
    assert "このうち1件は1週間を過ぎています" in html.unescape(at.error[0].value)
    at.button(key=f"thanked_{row}").click().run()
    assert not shop.book().table("referrals")["thanked_date"].isna().any()
    assert "お礼がまだの紹介" not in said(at)
    assert "佐藤 花子様へのお礼を記録しました" in said(at)
    at.button(key=next(b.key for b in at.button if "undo" in b.key)).click().run()
    assert shop.book().table("referrals")["thanked_date"].isna().all()


def test_a_circle_that_comes_in_with_a_sheet_or_by_hand_is_refused_in_words(shop):
    one, two = customer(1, referrer_id="C2"), customer(2, referrer_id="C1")
    shop.commit(sheet([one, two], [line("2026-10-01", 1)]), files=[("c.csv", b"c")])
    found = review(shop.book(), shop.settings(), cache=shop.folder / "cache")
    assert forest(found.customers, found.book, found.settings).circles == ()


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")
    assert at.title[0].value == "Tree of referrals"
    assert "Thanked today" in labels(at)
    assert "descendants in 4 generations" in " ".join(html.unescape(e.label) for e in at.expander)
