"""More or fewer: the answer, and every figure it rests on, drawn, as a table and by name."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from contextlib import closing

import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.growth import windows
from core.rules.grown import grown
from core.scope import Period, Scope
from core.workspace import Workspace, current, home, keep_look, set_current
from pages._ui import business, heads, state
from tests.core import slow_growth
from tests.core.keeping import bring, customer, line, sheet
from tests.core.samples import sample
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, run_through_app, said, unfold

PAGE = "pages/growth.py"
CHARTS = ("weeks", "plane", "moves", "factors", "active", "heads", "months_customers")


def spec(at, key):
    """A chart of the page as plotly reads it."""
    for element in at.get("plotly_chart"):
        if element.proto.id.endswith(f"-{key}"):
            return json.loads(element.proto.spec)
    raise AssertionError(f"no chart {key}")


def tables(at):
    """Every table of the page, entities resolved."""
    for table in at.table:
        plain = table.value.map(lambda cell: html.unescape(str(cell)))
        yield plain.rename(columns=html.unescape)


def numbers_of(at, *heads):
    """The table with these columns first."""
    for table in tables(at):
        if list(table.columns)[: len(heads)] == list(heads):
            return table
    raise AssertionError(f"no table of {heads}")


def yen(text):
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))


@pytest.fixture(scope="module")
def page(sample_seen):
    """The page of the salon, opened once for all tests that only read it."""
    with pytest.MonkeyPatch.context() as patch:
        run_through_app(patch)
        patch.setenv("DAIFUKUCHO_HOME", str(sample_seen.root))
        sample_seen.shown_before(sample_seen.root)
        yield open_page(PAGE)


@pytest.fixture(scope="module")
def salon_nets():
    return slow_growth.days_of(slow_growth.lines_of(sample("salon").book))


def test_the_salon_hears_first_that_its_bucket_has_a_hole(page):
    """The planted story: sales 4 % up while those to existing customers are 9 % down."""
    at = page
    assert at.title[0].value == "増えた・減った"
    assert (
        html.unescape(at.subheader[0].value)
        == "危険: 穴の空いたバケツです。新規が減少を隠しています。"
    )
    text = said(at)
    assert "既存のお客様の売上: 前年の同じ13週とくらべて−9%" in text
    assert "2025年8月18日(月)〜2025年11月16日(日)をくらべました" in text
    factors = numbers_of(at, "お客様", "項目")
    whole = factors[factors["項目"] == "売上"]
    old, new = (sum(map(yen, whole[head])) for head in ("1年前", "いま"))
    assert new / old == pytest.approx(1.04, abs=0.01)


def test_beside_it_stands_the_verdict_of_the_year_by_heads_and_margin(page):
    text = said(page)
    assert "増えているのは新しいお客様だけです(新規頼み)" in text
    assert "既存のお客様:374人、前の12か月は347人。粗利は±0%。" in text


def test_every_chart_says_what_it_shows_and_gives_its_numbers_to_take_along(page):
    at = page
    charts = at.get("plotly_chart")
    assert len(charts) == len(CHARTS)
    assert all(chart.proto.alt for chart in charts)
    assert len(at.get("download_button")) == len(CHARTS)
    for key in ("weeks", "moves", "factors"):
        assert spec(at, key)["layout"]["yaxis"]["title"]["text"] == "万円"
    for key in ("active", "heads", "months_customers"):
        assert spec(at, key)["layout"]["yaxis"]["title"]["text"] == "人"


def test_the_thirteen_weeks_are_those_of_plain_loops(page, salon_nets):
    table = numbers_of(page, "この日までの週", "既存のお客様")
    asof = sample("salon").book.asof
    columns = ("既存のお客様", "新しいお客様", "既存(去年)", "新規(去年)")
    told = [tuple(yen(row[c]) for c in columns) for row in table.to_dict("records")]
    assert told == [row[1:] for row in slow_growth.weeks(salon_nets, asof)][::-1]


def test_the_trail_has_the_verdict_of_each_of_eight_weeks(page, salon_nets):
    at = page
    table = numbers_of(at, "この日までの週", "既存のお客様の売上")
    asof = sample("salon").book.asof
    arrows = {"up": "↑", "flat": "→", "down": "↓", "unknown": "?"}
    ends = [asof - back * slow_growth.WEEK for back in range(8)]
    expected = [slow_growth.verdict(salon_nets, end)[:2] for end in ends]
    assert list(table["既存 / 新規"]) == [f"{arrows[a]} / {arrows[b]}" for a, b in expected]
    assert len(spec(at, "plane")["data"][0]["x"]) == 8
    notes = [note["text"] for note in spec(at, "plane")["layout"]["annotations"]]
    assert any("11/15" in note for note in notes)
    assert "9/27" in notes


def test_the_view_by_month_is_a_click_away_and_remembered(shown):
    at = open_page(PAGE)
    at.segmented_control(key="growth_view").set_value("months").run()
    assert spec(at, "months_revenue")["layout"]["yaxis"]["title"]["text"] == "万円"
    newest = numbers_of(at, "月", "既存のお客様")
    assert newest["月"].iloc[0] == "2026年11月"
    at.switch_page("pages/care.py").run()
    at.switch_page(PAGE).run()
    assert at.segmented_control(key="growth_view").value == "months"


def test_who_moved_the_revenue_is_named_with_both_amounts(shown, salon_nets):
    at = open_page(PAGE)
    moves = slow_growth.moves(salon_nets, sample("salon").book.asof)
    left = {who: before for who, (way, before, _now) in moves.items() if way == "left"}
    assert f"来なかった方({len(left)}人)" in at.selectbox(key="moves_way").options
    names = sample("salon").customers.set_index("customer_id")["name"]
    largest = max(left, key=lambda who: (left[who], who))
    buttons = [html.unescape(b.label) for b in at.button if b.key.startswith("open_moves_names")]
    assert f"({left[largest]:,}円 → 0円)" in buttons[0]
    assert any(names[who] in buttons[0] for who in left if left[who] == left[largest])
    at.selectbox(key="moves_way").set_value("returned").run()
    back = [(b, n) for way, b, n in moves.values() if way == "returned"]
    assert len(back) == int(re.search(r"\d+", at.selectbox(key="moves_way").format_func(
        "returned")).group())  # fmt: skip


def test_the_steps_of_the_revenue_add_up_in_the_table(page):
    table = numbers_of(page, "動き", "人数", "売上")
    values = [yen(cell) for cell in table["売上"]]
    assert values[0] + sum(values[1:-1]) == values[-1]


def test_the_effects_of_people_visits_and_price_add_up_in_yen(page):
    table = numbers_of(page, "お客様", "項目")
    for _side, rows in table.groupby("お客様", sort=False):
        effects = [yen(cell) for cell in rows["効果"]]
        assert sum(effects[:3]) == effects[3]
        assert effects[3] == yen(rows["いま"].iloc[3]) - yen(rows["1年前"].iloc[3])


def test_how_many_are_active_and_how_many_stayed_stand_with_their_counts(page, salon_nets):
    at = page
    asof = sample("salon").book.asof
    line = spec(at, "active")["data"][0]
    assert line["text"][-1] == f"{slow_growth.active(salon_nets, asof):,}"
    start, end, new, then, now = slow_growth.kept(salon_nets, asof)
    told = {metric.label: metric.value for metric in at.metric}
    assert told["顧客維持率"] == f"{(end - new) / start:.1%}"
    assert told["既存売上維持率"] == f"{now / then:.1%}"
    assert f"{end}人 − そのうち新しい方{new}人)÷ 1年前の{start}人" in said(at)


def test_of_a_part_the_same_steps_are_told_of_those_in_it_and_everybodys_are_made_once(
    shop, monkeypatch
):
    bring(shop, sheet(lines=[line("2026-06-01", n, store="ab"[n % 2]) for n in (1, 2, 3)]))
    monkeypatch.setattr(state, "CLOCK", state.Key("_clock", lambda: MOMENT))
    here, made = business.here(), []
    everybody = heads._everybody
    monkeypatch.setattr(heads, "_everybody", lambda *of: made.append(of) or everybody(*of))
    last = here.today
    of_all = heads._steps(here, last - heads.SPAN, last)
    look = Scope(stores=("b",)), Period()
    monkeypatch.setattr(business.Here, "look", property(lambda _here: look))
    of_part = heads._steps(here, last - heads.SPAN, last)

    inside = of_all[of_all["customer_id"].isin(here.people()["customer_id"])]
    pd.testing.assert_frame_equal(of_part, inside.reset_index(drop=True))
    assert set(of_part["customer_id"]) == {"C1", "C3"} < set(of_all["customer_id"])
    assert len(made) == 1


def test_the_active_customers_of_two_days_are_joined_by_steps_with_names(shown):
    at = open_page(PAGE)
    table = next(found for found in tables(at) if list(found) == ["動き", "人数"])
    heads = [yen(cell) for cell in table["人数"]]
    assert heads[0] + sum(heads[1:-1]) == heads[-1]
    assert heads[-1] == int((sample("salon").customers["state"] == "active").sum())
    at.selectbox(key="heads_step").set_value("at_risk").run()
    assert [b for b in at.button if b.key.startswith("open_heads_names")]


def test_how_long_they_have_been_with_us_is_said_and_the_whole_table_is_a_click_away(page):
    at = page
    assert len(numbers_of(at, "お付き合い", "人数")) == 4
    assert "1年前とくらべる(年数ごと)" in [link.proto.label for link in at.get("page_link")]


def test_behind_each_bar_are_the_customers_it_was_counted_from(shown):
    from pages._ui import factors, heads, turnover  # noqa: PLC0415
    from pages._ui import grown as grown_page  # noqa: PLC0415

    seen = sample("salon")
    found = grown(open_engine(seen.book), seen.book, seen.settings)

    class Here:
        """What the sections ask of the business."""

        settings = seen.settings

        def review(self):
            return seen

        def judged(self, _what, make):
            return make()

        def money(self, minor):
            return f"{minor:,}"

    here, week = Here(), found.weeks.iloc[-1]
    for part in ("existing_now", "new_now", "existing_before", "new_before"):
        rows = turnover._of_weeks(here, found, (f"2026-11-15|{part}",))
        assert rows["amount"].sum() == week[part]
        assert (rows["name"] != "").all()
    month = found.months.iloc[-2]
    for side in ("existing", "new"):
        ids = (f"{month['month']}|{side}",)
        assert turnover.of_months(here, found, ids)["amount"].sum() == month[f"{side}_revenue"]
        assert len(heads._buyers(here, found, ids)) == month[f"{side}_customers"]
    active = heads._active_at(here, found, ("2026/11/8", "2026/11/15"))
    assert len(active) == found.windows.active_now
    movers = turnover._movers(here, found.moves, ("left", "more"))
    assert len(movers) == found.moves["way"].isin(("left", "more")).sum()
    total = turnover._movers(here, found.moves, ("before",))
    assert total["before"].sum() == found.windows.existing_before
    spans, buyers = found.windows, factors._buyers
    everybody = len(buyers(here, found, ("now",)))
    assert everybody == spans.existing_buyers_now + spans.new_buyers_now
    assert len(buyers(here, found, ("before",))) == (
        spans.existing_buyers_before + spans.new_buyers_before
    )
    new = set(buyers(here, found, ("new_price",))["customer_id"])
    assert max(spans.new_buyers_now, spans.new_buyers_before) <= len(new)
    assert len(new) <= spans.new_buyers_now + spans.new_buyers_before
    both = buyers(here, found, ("existing_customers", "new_customers"))
    assert not both["customer_id"].duplicated().any()
    point = found.trail[-1]
    assert len(grown_page._buyers_to(here, found, ("2026-11-08", str(point.end)))) == everybody
    steps = pd.DataFrame({"customer_id": ["a", "b"], "step": ["new", "stayed"]})
    assert len(heads._of_steps(here, steps, ("end",))) == 2
    assert list(heads._of_steps(here, steps, ("start",))["customer_id"]) == ["b"]


def test_a_business_with_too_little_says_what_is_missing(shop):
    text = said(open_page(PAGE))
    assert "まだ言えません" in text
    assert "両方の期間に30件以上" in text
    assert "24か月分" in text
    assert "20人からは割合を出します" in text


@pytest.mark.parametrize(("code", "words"), [
    ("lease", "既存のお客様が減っています"), ("builder", "まだ言えません")
])  # fmt: skip
def test_the_other_samples_have_their_answer_too(code, words, request):
    request.getfixturevalue(code)
    at = open_page(PAGE)
    assert words in html.unescape(at.subheader[0].value)
    assert len(at.get("plotly_chart")) == len(CHARTS)
    assert "点はまだ置けません" in said(at)
    assert spec(at, "plane")["data"][0]["x"] == []
    trail = numbers_of(at, "この日までの週", "既存のお客様の売上")
    assert set(trail["新しいお客様の売上"]) == {"–"}
    assert ("回数と単価はくらべられない" in said(at)) == (code == "lease")


@pytest.fixture
def without_amounts(tmp_path, monkeypatch):
    """A shop whose sheets carry no amounts: 40 customers, every other month for three years."""
    root = tmp_path / "home"
    with Workspace.create(root, "数だけの店", now=lambda: MOMENT) as made:
        lines = [
            line(f"{year}-{month:02d}-05", n, None)
            for n in range(1, 41) for year in (2024, 2025, 2026) for month in (1, 3, 5, 7, 9, 11)
        ]  # fmt: skip
        bring(made, sheet([customer(n) for n in range(1, 41)], lines=lines, has_amounts=False))
        set_current(root, made.business.slug)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))


def test_without_amounts_purchases_and_people_are_told_and_no_money(without_amounts):
    at = open_page(PAGE)
    text = said(at)
    assert "円" not in text
    assert "既存のお客様は横ばいです" in html.unescape(at.subheader[0].value)
    assert text.count("表に金額がない") >= 3
    weeks = spec(at, "weeks")
    assert weeks["layout"]["yaxis"]["title"]["text"] == "お買い上げ(件)"
    assert sum(weeks["data"][2]["y"]) == 80
    assert [metric.label for metric in at.metric] == ["顧客維持率"]
    at.segmented_control(key="growth_view").set_value("months").run()
    assert not at.exception


def test_a_past_month_and_one_member_of_staff_are_counted_alone(ledger):
    staff = sample("salon").customers["last_staff"].value_counts().index[0]
    keep_look(home(), current(home()), Scope(staff=(staff,)), Period(last="2026-06"))
    at = open_page(PAGE)
    seen = sample("salon")
    part = seen.book.within(Scope(staff=(staff,))).at(dt.date(2026, 6, 30), seen.book.today)
    with closing(open_engine(part)) as engine:
        spans = windows(engine, part, seen.settings)
    assert f"今{spans.existing_days_now}件、前年{spans.existing_days_before}件" in said(at)
    table = next(found for found in tables(at) if list(found) == ["動き", "人数"])
    people = [yen(cell) for cell in table["人数"]]
    assert people[0] + sum(people[1:-1]) == people[-1]
    assert "2026年6月30日(火)をくらべました" in said(at)


def test_what_was_foretold_at_past_days_is_shown_beside_what_came(shown):
    at = unfold(open_page(PAGE), "hindsight")
    text = said(at)
    assert re.search(r"2026年8月17日\(月\)の名簿:100人のうち、予想\d+人、実際\d+人", text)
    assert text.count("の名簿:") == 4
    rules = at.table[-1].value
    assert next(iter(rules.iloc[:, 0])) == "この帳簿の先読み"
    assert len(rules) == 6
    assert "数人の差は偶然です" in text
    assert re.search(
        r"もう一度（2026年8月17日\(月\)の時点）: 90日以内に来た\d+人のうち\d+人", text
    )


def test_with_too_little_past_nothing_is_judged_and_why_is_said(shop):
    text = said(unfold(open_page(PAGE, locale="en-US"), "hindsight"))
    assert "too little to judge yet" in text


def test_without_any_data_the_page_says_how_to_begin(nothing_yet):
    Workspace.create(nothing_yet, "空のお店", now=lambda: MOMENT).close()
    at = open_page(PAGE)
    assert "まだ表が入っていません" in said(at)
    at.button(key="to_intake").click().run()
    assert at.title[0].value == "表の取り込み"


def test_the_page_speaks_english_too(shown):
    text = said(open_page(PAGE, locale="en-US"))
    assert "Danger: a bucket with a hole" in text
    assert "Whose revenue moved" in text
