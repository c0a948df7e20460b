"""The ideal customer: what tells the best from the rest, the narrow target, who is next."""

from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest

from core.locale.words import say
from core.rules.ideal import ideal
from core.rules.likeness import attributes, municipality, protected
from core.rules.target import inside, target
from core.settings import Settings
from tests.core.call_cases import book, day, judged
from tests.core.samples import sample

USUAL = Settings()


def group(count, start=0, **columns):
    bought = {"first_purchase_date": day(-500), "stage": "customer"}
    return [{"customer_id": f"C{start + n}", **bought, **columns} for n in range(count)]


def compared(*people, settings=USUAL):
    rows = judged(*people).assign(first_product="")
    known = attributes(rows, book(), settings)
    return ideal(rows, known, settings.ideal)


# ---- what customers are told apart by


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("青葉野市川端5-15-3", "青葉野市"),
        ("白浜川町大手3-10-4", "白浜川町"),
        ("千葉県市川市八幡1-1", "市川市"),
        ("三重県四日市市諏訪町1-5", "四日市市"),
        ("東京都千代田区1-1", "千代田区"),
        ("群馬県佐波郡玉村町1", "佐波郡玉村町"),
        ("北3条西6丁目", ""),
        ("", ""),
    ],
)
def test_the_area_is_the_municipality_of_the_address(address, town):
    assert municipality(address) == town


@pytest.mark.parametrize(
    "header",
    [
        "病歴",
        "アレルギー",
        "国籍",
        "宗教",
        "障がいの有無",
        "前科",
        "支持政党",
        "Religion",
        "血液型",
    ],
)
def test_what_the_law_protects_is_never_looked_at(header):
    assert protected(header)


def test_an_own_column_tells_customers_apart_unless_the_law_protects_it():
    rows = judged({"customer_id": "A"}, {"customer_id": "B"}).assign(first_product="")
    extra = [json.dumps({"車": car, "持病": "あり"}, ensure_ascii=False) for car in ("有", "無")]
    seen = book(customers=[{"customer_id": who, "name": who} for who in "AB"])
    tables = {"customers": seen.table("customers").assign(extra=extra)}

    known = attributes(rows, dataclasses.replace(seen, tables=tables), USUAL)

    assert [one.code for one in known] == ["own.車"]


def test_ages_and_sizes_are_bands_on_the_day_of_the_data():
    rows = judged(
        {"customer_id": "A", "birthday": "1976-11-22", "employees": 4},
        {"customer_id": "B", "birthday": "1976-11-23", "employees": 100},
        {"customer_id": "C", "birthday": "11-23"},
    ).assign(first_product="")
    known = {one.code: one for one in attributes(rows, book(), USUAL)}

    assert list(known["age"].values) == ["50", "40", ""]
    assert list(known["size"].values) == ["0", "100", ""]
    assert say(known["size"].said("100")) == "100人以上"
    assert say(known["size"].said("0")) == "0〜4人"


def test_whoever_names_a_referrer_came_by_referral():
    rows = judged({"customer_id": "A", "referrer_id": "B"}).assign(first_product="")

    assert list(attributes(rows, book(), USUAL)[0].values) == ["referral"]


# ---- the image


def test_a_trait_is_told_with_its_counts_and_its_interval():
    found = compared(
        *group(20, trigger="referral", stage="supporter"),
        *group(10, 20, trigger="flyer", stage="supporter"),
        *group(10, 40, trigger="referral"),
        *group(90, 60, trigger="flyer"),
    )

    assert [trait.value for trait in found.traits] == ["referral"]
    assert say(found.traits[0].words).startswith(
        "きっかけが「紹介」の方: 支持者以上では30人中20人(67%)、そのほかでは100人中10人(10%)。"
    )
    assert found.traits[0].difference.low > 0.2


def test_groups_below_eight_tell_nothing():
    found = compared(
        *group(7, trigger="referral", stage="supporter"), *group(60, 10, trigger="flyer")
    )

    assert found.traits == ()
    assert found.compared == 0
    assert "まだ不明です" in say(found.unknown)


def test_no_difference_is_said_to_be_none():
    found = compared(
        *group(10, trigger="referral", stage="supporter"),
        *group(10, 20, trigger="flyer", stage="supporter"),
        *group(30, 40, trigger="referral"),
        *group(30, 80, trigger="flyer"),
    )

    assert found.compared == 2
    assert "まだ不明です" in say(found.unknown)


def test_prospects_near_to_the_image_are_named_and_whoever_asked_to_stop_is_not():
    lead = {"first_purchase_date": None, "stage": "prospect", "state": "lead"}
    found = compared(
        *group(30, trigger="referral", stage="supporter"),
        *group(60, 40, trigger="flyer"),
        {"customer_id": "P1", "trigger": "referral", **lead},
        {"customer_id": "P2", "trigger": "flyer", **lead},
        {"customer_id": "P3", "trigger": "referral", **lead, "state": "dnc"},
    )

    assert list(found.near["customer_id"]) == ["P1"]
    assert found.prospects == 2


def test_chance_lights_nothing_up_where_many_traits_are_compared():
    rows = [
        {**person, "industry": f"業種{n % 12}", "trigger": "flyer", "stage": stage}
        for stage, start, size in (("supporter", 0, 120), ("customer", 200, 360))
        for n, person in enumerate(group(size, start))
    ]

    assert compared(*rows).traits == ()


def test_the_salons_women_in_their_forties_who_came_by_referral_light_up():
    seen = sample("salon")
    known = attributes(seen.customers, seen.book, seen.settings)
    found = ideal(seen.customers, known, seen.settings.ideal)
    told = {(trait.attribute.code, trait.value) for trait in found.traits}

    assert {("age", "40"), ("trigger", "referral")} <= told
    assert len(found.traits) <= 5
    assert list(found.near["name"]) == ["関 詩", "原 楓"]
    met = inside(
        seen.customers, known, [("age", "40"), ("trigger", "referral"), ("own.性別", "女")]
    )
    stages = seen.customers.loc[met, "stage"]
    assert len(stages) >= 8
    assert stages.isin(["supporter", "advocate", "partner"]).mean() > 0.75


def test_the_lease_firm_hears_that_its_image_is_not_known_yet():
    seen = sample("lease")
    known = attributes(seen.customers, seen.book, seen.settings)

    assert "まだ不明です" in say(ideal(seen.customers, known, seen.settings.ideal).unknown)


# ---- the target


def test_a_target_says_how_many_how_much_and_how_long_lie_inside_and_who_is_next():
    rows = judged(
        {"customer_id": "A", "trigger": "referral", "stage": "regular", "annual_profit": 300.0},
        {"customer_id": "B", "trigger": "referral", "stage": "regular", "annual_profit": 100.0},
        {"customer_id": "C", "trigger": "flyer", "stage": "regular", "annual_profit": 600.0},
    ).assign(first_product="", first_purchase_date=day(-500))
    rows["stage_missing"] = pd.Series([(("gaps", {}), ("ask", {})), (("gaps", {}),), ()])
    seen = book(
        activities=[
            {"date": day(-5), "customer_id": "A", "minutes": 20},
            {"date": day(-6), "customer_id": "C", "minutes": 60},
            {"date": day(-400), "customer_id": "A", "minutes": 99},
        ]
    )
    known = attributes(rows, seen, USUAL)

    found = target(rows, known, [("trigger", "referral")], seen, USUAL.ideal)

    assert (found.inside, found.of) == (2, 3)
    assert (found.profit, found.profit_of) == (400, 1000)
    assert (found.minutes, found.minutes_of, found.contacts) == (20, 80, 2)
    assert list(found.next_one["customer_id"]) == ["B", "A"]


def test_a_condition_that_is_no_longer_there_leaves_nobody_inside():
    rows = judged({"customer_id": "A"}).assign(
        first_product="", first_purchase_date=day(-500), stage_missing=pd.Series([()])
    )

    assert not inside(rows, [], [("own.車", "有")]).any()
    assert target(rows, [], [("own.車", "有")], book(), USUAL.ideal).next_one.empty


def test_without_a_regular_the_next_one_is_a_customer():
    rows = judged({"customer_id": "A", "stage": "customer"}).assign(
        first_product="", first_purchase_date=day(-500), stage_missing=pd.Series([(("n", {}),)])
    )

    found = target(rows, attributes(rows, book(), USUAL), [], book(), USUAL.ideal)

    assert list(found.next_one["customer_id"]) == ["A"]
