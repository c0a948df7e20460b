"""Who must not be contacted (停止): in nothing that serves contact, elsewhere only marked."""

from __future__ import annotations

import io
import random
import re
import time

import openpyxl
import pandas as pd
import pytest

from core.calls import card
from core.calls.asking import asks, first_questions, questions, unknown_times
from core.calls.drafts import CHANNELS, draft
from core.calls.letter import letter
from core.calls.notices import notices, parked
from core.export.addresses import address_csv
from core.export.call_sheet import call_sheet
from core.export.icalendar import week_calendar
from core.export.paper import call_paper
from core.export.report import report
from core.export.report_facts import facts
from core.export.report_html import report_html
from core.review import begun_with, review
from core.rules import open_deals, timing
from core.rules.causes import to_tell
from core.rules.follow_up import follow_up
from core.rules.referral_tree import forest, unthanked
from core.rules.roles import Role
from core.rules.stopped import is_stopped, stopped, stopped_ids
from core.rules.treatment import without_extra
from tests.core.keeping import START, bring, sheet
from tests.core.samples import copied
from tests.drills.share import FULL, count
from tests.drills.share import report as told

FLAGS = count(10_000)
SAMPLES = ("salon", "lease", "builder") if FULL else ("salon",)
NAMED = re.compile(r"停無[0-9]{4}")
DIALLED = re.compile(r"090-?0999-?[0-9]{4}")
MARK = "（停止）"
#: Of how many each round every letter and draft is asked for.
SPOKEN_TO = 60
WAYS = ("stop", "closed", "deceased", "said", "by hand", "joined")


def silence(shop, chance, most):
    """Stop some customers, each in one of the ways there are; returns {number: name}."""
    people = shop.book().table("customers")["customer_id"].tolist()
    chosen = chance.sample(people, min(len(people) // 2, most))
    names = {who: f"停無{n:04}" for n, who in enumerate(chosen)}
    how = {who: WAYS[n % len(WAYS)] for n, who in enumerate(chosen)}
    said = {"stop": {"contact_permission": "stop"}, "closed": {"status": "closed"},
            "deceased": {"status": "deceased"}}  # fmt: skip
    rows = [
        {"customer_id": who, "name": name, "phone": f"090-0999-{name[2:]}", "address": f"{name}町"}
        | said.get(how[who], {})
        for who, name in names.items()
    ]
    today = shop.today()
    others = [
        {"customer_id": f"ZZ{who}", "name": names[who], "contact_permission": "stop"}
        for who in chosen if how[who] == "joined"
    ]  # fmt: skip
    states = [
        {"date": pd.Timestamp(today), "customer_id": who, "field": "state", "value": "dnc"}
        for who in chosen if how[who] == "by hand"
    ]  # fmt: skip
    bring(shop, sheet([*rows, *others], overrides=states), "flags.csv")
    for who in chosen:
        if how[who] == "said":
            shop.log_outcome(who, "stop", day=today, note="もう連絡しないで")
        if how[who] == "joined":
            shop.same_person(who, f"ZZ{who}", same=True)
    return names


def numbers_in(found, shop):
    """{what serves contact: the customers' numbers in it}."""
    book, settings, people = found.book, found.settings, found.customers
    bought = begun_with(found.measures.baskets, book, settings)
    deals = open_deals.open_deals(people, book, settings)
    told_of = to_tell(people, book, settings)
    trees = forest(people, book, settings).people
    return {
        "calls": found.calls.rows["customer_id"],
        "notices": notices(people, found.calls, book, settings)["customer_id"],
        "no longer chased": parked(people, book, settings).rows["customer_id"],
        "questions": questions(people, book, settings)["customer_id"],
        "first questions": first_questions(people, book, settings)["customer_id"],
        "unknown times": unknown_times(people, book, settings)["customer_id"],
        "asked on the card": list(asks(people, book, settings)),
        "timing register": timing.register(people, book, settings)["customer_id"],
        "thanks for referrals": unthanked(book, settings)["customer_id"],
        "thanks in the trees": trees.loc[trees["thanks"] != "", "customer_id"],
        "steps of plans": follow_up(people, book, settings, bought)["customer_id"],
        "put right": told_of.loc[~told_of["barred"], "customer_id"],
        "special treatment": without_extra(people, book, settings)["customer_id"],
        "dropped out": open_deals.dropped(people, book)["customer_id"],
        "closing messages": deals.loc[deals["cut"] & deals["told"], "customer_id"],
    }


def files_of(found, kept):
    """{file that serves contact: its text}."""
    paper, sheet_file, addresses = call_paper(found.calls, "店", "ja"), io.BytesIO(), io.BytesIO()
    call_sheet(found.calls, sheet_file, "ja", by_person=True)
    address_csv(found.customers, addresses, "ja")
    cells = [
        str(cell.value)
        for one in openpyxl.load_workbook(sheet_file).worksheets
        for row in one.iter_rows()
        for cell in row
    ]
    calls = week_calendar(found.calls, found.settings.calls, shop="店", language="ja", now=START)
    return {
        "paper": paper,
        "sheet": "\n".join(cells),
        "addresses": addresses.getvalue().decode("utf-8-sig"),
        "calendar": calls.decode().replace("\r\n ", ""),
        "kept list": str(kept),
    }


def texts_to(found, ids):
    """What would be said to them: letters, drafts, openers and numbers to dial."""
    rows = found.customers[found.customers["customer_id"].isin(ids)].head(SPOKEN_TO)
    for row in rows.to_dict("records"):
        made = card(row, found.book, found.settings)
        yield from (letter(row, found.book, sender="店"), made.opener, made.phone)
        yield from (draft(row, found.book, way, offer="試供品").lines for way in CHANNELS)


def unmarked(text):
    """Names without the mark behind them."""
    plain = re.sub("<[^>]*>", "\n", text)
    return [m[0] for m in NAMED.finditer(plain) if not plain[m.end() :].startswith(MARK)]


def served(shop, names, *, reported=True):
    """Everything that serves contact and holds one of them, or that names one without the mark."""
    found = review(shop.book(), shop.settings())
    shop.accept(found)
    wrong = {what: set(ids) & set(names) for what, ids in numbers_in(found, shop).items()}
    for what, text in files_of(found, shop.calls_kept(found.calls.week)).items():
        wrong[what] = {*NAMED.findall(text), *DIALLED.findall(text)}
    wrong["texts to them"] = {str(text) for text in texts_to(found, set(names)) if text}
    counted = facts(found, "店") if reported else None
    for role in (Role.OWNER, Role.STAFF) if reported else ():
        page = report_html(report(counted, role, "ja"), "ja")
        wrong[f"report {role}"] = {*unmarked(page), *DIALLED.findall(page)}
    return {what: who for what, who in wrong.items() if who}, found


@pytest.mark.drill
@pytest.mark.parametrize("code", SAMPLES)
def test_whoever_is_stopped_stands_in_nothing_that_serves_contact(code, tmp_path):
    begin, chance, flags, rounds = time.monotonic(), random.Random(20261129), 0, 0
    while flags < FLAGS // len(SAMPLES):
        with copied(code, tmp_path / str(rounds)) as shop:
            names = silence(shop, chance, FLAGS - flags)
            wrong, found = served(shop, names, reported=False)
            assert wrong == {}
            assert len(found.calls.rows) > 3
            # Imported anew, once with a yes and once with nothing said.
            for said in ({"contact_permission": "yes"}, {}):
                rows = [{"customer_id": who, "name": name} | said for who, name in names.items()]
                bring(shop, sheet(rows), f"again{said}.csv")
            assert served(shop, names)[0] == {}
        flags, rounds = flags + len(names), rounds + 1
    told(f"flags of no contact over everything, {code}", flags, "0", time.monotonic() - begin)


def test_one_row_all_rows_and_the_records_say_the_same(tmp_path):
    with copied("lease", tmp_path) as shop:
        silence(shop, random.Random(7), 60)
        found = review(shop.book(), shop.settings())

    people = found.customers
    by_rows = set(people.loc[stopped(people), "customer_id"])
    each = {row["customer_id"] for row in people.to_dict("records") if is_stopped(row)}
    known = set(people["customer_id"])
    assert by_rows == each == stopped_ids(found.book, found.settings) & known
    assert len(by_rows) >= 60


def test_a_list_that_forgets_the_rule_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("core.export.addresses.stopped", lambda rows: rows["state"] == "never")
    monkeypatch.setattr("core.rules.referral_tree.stopped_ids", lambda *_all: frozenset())
    with copied("builder", tmp_path) as shop:
        names = silence(shop, random.Random(3), 200)
        assert {"addresses", "thanks for referrals"} <= set(served(shop, names, reported=False)[0])
