"""The card of a call: why now, what was said last, how to begin, what not to say."""

import dataclasses

import pandas as pd
import pytest

from core.calls import Reason, call_list, card
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, slipping


def card_of(person=None, *, reasons=(), language="ja", **tables):
    """The card of C1 with every sentence said."""
    row = judged({"customer_id": "C1", "name": "北川", **(person or {})}).to_dict("records")[0]
    made = card(row, book(**tables), Settings(), reasons=reasons)
    return {
        field.name: said(getattr(made, field.name), language) for field in dataclasses.fields(made)
    }


def said(value, language):
    if isinstance(value, tuple):
        return [said(words, language) for words in value]
    return value if value is None or isinstance(value, Reason) else say(value, language)


def touch(days, **more):
    return {
        "customer_id": "C1",
        "date": day(days),
        "channel": "phone",
        "outcome": "talked",
        **more,
    }


# ---- what was said last


def test_the_opener_quotes_what_was_said_last_time_with_its_day():
    talked = touch(-80, note="仕事が忙しくて行けなかった")

    made = card_of(activities=[talked])

    assert (
        "前回(2026年9月3日(木))「仕事が忙しくて行けなかった」とおっしゃっていましたが、その後いかがですか。"
        in made["opener"]
    )
    assert made["last_note"] == "2026年9月3日(木)「仕事が忙しくて行けなかった」"


def test_the_newest_note_of_a_talk_is_quoted():
    talks = [touch(-9, note="孫が生まれた"), touch(-30, note="旅行に行く"), touch(-2, note=" ")]

    assert "孫が生まれた" in card_of(activities=talks)["last_note"]


def test_a_note_of_a_call_that_nobody_answered_is_not_quoted():
    missed = touch(-2, note="留守番電話に入れた", outcome="no_answer")

    made = card_of({"last_note": "留守番電話に入れた"}, activities=[missed])

    assert made["last_note"] is None
    assert "留守番電話" not in "".join(made["opener"])


@pytest.mark.parametrize(
    ("person", "quoted"),
    [
        (
            {"last_note": "忙しい", "last_note_date": day(-3)},
            "前回(2026年11月19日(木))「忙しい」とおっしゃっていましたが、その後いかがですか。",
        ),
        ({"last_note": "忙しい"}, "前回「忙しい」とおっしゃっていましたが、その後いかがですか。"),
    ],
)
def test_a_note_that_only_the_judgement_knows_is_quoted(person, quoted):
    made = card_of(person)

    assert quoted in made["opener"]
    assert "忙しい" in made["last_note"]


# ---- how to begin


def test_a_missing_fact_leaves_its_line_out():
    lead = {"last_purchase_date": pd.NaT}

    assert card_of(lead)["opener"] == ["北川様、こんにちは。"]
    assert card_of(lead, language="en")["opener"] == ["Good day, 北川."]


def test_the_opener_speaks_of_what_they_bought_and_what_to_ask():
    made = card_of({"last_product": "カラー", "next_question": "色の持ちはどうか"})

    assert made["opener"] == [
        "北川様、いつもありがとうございます。",
        "前回の「カラー」は、その後いかがですか。",
        "うかがうこと: 色の持ちはどうか",
    ]
    assert made["next_question"] == "色の持ちはどうか"


@pytest.mark.parametrize(
    ("person", "called"),
    [
        ({"call_name": "きたちゃん"}, "きたちゃん"),
        ({"contact_person": "佐伯"}, "北川の佐伯様"),
        ({}, "北川様"),
    ],
)
def test_customers_are_addressed_as_called(person, called):
    made = card_of(person)

    assert made["address"] == called
    assert made["opener"][0] == f"{called}、いつもありがとうございます。"


def test_before_a_complaint_nobody_speaks_of_products():
    facts = {
        "event": day(-3).date(),
        "due": day(-1).date(),
        "late": 1,
        "text": "異音",
        "row_id": 7,
    }
    made = card_of({"last_product": "タイヤ"}, reasons=[Reason("complaint_due", facts)])

    assert made["opener"] == [
        "北川様、いつもありがとうございます。",
        "2026年11月19日(木)にうかがった「異音」の件でお電話しました。申し訳ございません。",
    ]


# ---- how to speak with them


ONE_EACH = "この1年、お役立ち・お礼が1回、ご案内が1回です。"


def test_the_newest_tempo_stands_on_the_card_with_its_day():
    slow, hurry = touch(-30, tempo="slow", kind="chat"), touch(-9, tempo="hurry", kind="chat")
    assert card_of(activities=[hurry, slow, touch(-2)])["manner"][0] == (
        "急いでおられます（2026年11月13日(金)）。要点だけお話しし、今日のうちにお返事を。"
    )
    made = card_of(activities=[hurry, slow | {"date": day(-1)}])
    assert made["manner"][0].startswith("じっくり考える方です")
    assert card_of(activities=[touch(3, tempo="hurry")])["manner"] == []


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        ([], None),
        (["useful", "thanks", "sales"], "この1年、お役立ち・お礼が2回、ご案内が1回です。"),
        (["useful", "sales"], f"{ONE_EACH}2対1が目安です。まずお役立ちを。"),
        (["complaint"], None),
    ],
)  # fmt: skip
def test_what_we_gave_and_what_we_sold_in_a_year_stand_on_the_card(kinds, line):
    said = [touch(-9 - n, kind=kind) for n, kind in enumerate(kinds)]
    old = [touch(-365, kind="sales"), touch(-3, kind="sales", outcome="no_answer")]
    came_in = touch(-4, kind="chat", direction="in")
    assert card_of(activities=[*said, *old, came_in])["manner"] == ([line] if line else [])


# ---- what not to say


def test_an_open_complaint_forbids_selling():
    complaint = {"customer_id": "C1", "received_date": day(-3)}
    forbidden = "苦情の対応中です。売り込みはしないでください。"

    assert card_of(complaints=[complaint])["not_to_say"] == [forbidden]
    assert card_of({"open_complaint": True})["not_to_say"] == [forbidden]
    assert card_of(complaints=[{**complaint, "resolved_date": day(-1)}])["not_to_say"] == []


def test_overdrawn_trust_and_a_call_of_thanks_forbid_selling():
    overdrawn = card_of({"trust_word": "overdrawn"})["not_to_say"]
    birthday = Reason("birthday", {"due": day(3).date()})

    assert overdrawn == ["信頼残高が赤字です。売り込みはしないでください。"]
    assert card_of(reasons=[birthday])["not_to_say"] == ["今回は売り込みの電話ではありません。"]


def test_dislikes_cautions_rivals_and_refused_products_are_said():
    refused = touch(-100, outcome="declined", product="白髪染め")
    person = {"dislikes": "甘いもの", "caution": "ご病気の話", "competitor": "サロン甲"}

    assert card_of(person, activities=[refused])["not_to_say"] == [
        "「白髪染め」は2026年8月14日(金)にお断りされています。もうすすめないでください。",
        "「甘いもの」は苦手です。すすめないでください。",
        "気をつけること: ご病気の話",
        "「サロン甲」もお使いです。悪く言わないでください。",
    ]


# ---- the rest


def test_the_card_remembers_what_they_told_us():
    person = {
        "purchase_reason": "白髪が気になる", "family": "娘さん二人", "hobby": "山歩き",
        "likes": "羊羹", "birthday": "1960-04-01", "anniversary_note": "結婚",
        "expectation": "早さ", "true_purpose": "自信", "kana": "キタガワ", "best_time": "午前",
        "usual_product": "カット",
    }  # fmt: skip

    made = card_of(person)

    assert made["remembered"] == [
        "買った理由: 白髪が気になる", "期待していること: 早さ", "本当の目的: 自信",
        "家族: 娘さん二人", "趣味: 山歩き", "好きなもの: 羊羹", "誕生日: 04/01", "記念日: 結婚",
    ]  # fmt: skip
    assert (made["kana"], made["best_time"]) == ("キタガワ", "午前")
    assert made["usual_product"] == "カット"


def test_open_promises_and_referrals_stand_on_the_card():
    promise = {"customer_id": "C1", "content": "カタログ", "due_date": day(3)}
    made = card_of(
        promises=[
            promise,
            {**promise, "content": "入金", "by_whom": "them"},
            {**promise, "content": "済", "done_date": day(-1)},
            {**promise, "customer_id": "C9", "content": "よその約束"},
        ],
        referrals=[
            {"customer_id": "C1", "date": day(-40), "referred_name": "木村"},
            {"customer_id": "C1", "date": day(-50)},
        ],
    )

    assert made["promises"] == [
        "こちらのお約束(2026年11月25日(水)まで): カタログ",
        "お客様のお約束(2026年11月25日(水)まで): 入金",
    ]
    assert made["referrals"] == ["2026年10月13日(火)にお知り合い(木村)をご紹介くださいました。"]


def test_the_other_number_serves_where_the_first_is_missing():
    assert card_of({"phone": "", "phone_other": "03-1000-0000"})["phone"] == "03-1000-0000"


def test_why_now_speaks_of_the_customers_own_dates_and_yen():
    people = judged(slipping("C1", spend_12m=48_000))

    made = call_list(people, book(), Settings()).rows["card"][0]

    assert [say(words, "ja") for words in made.why] == [
        "いつもは約95日ごと、もう150日お見えになっていません(最後は2026年6月25日(木))。",
        "この12か月で48,000円のお買い上げです。",
    ]
    assert say(made.expected, "ja") == "1本あたりの見込み粗利 約2,800円(仮の率を含む)"
    assert [reason.code for reason in made.reasons] == ["lapse_risk"]


def test_why_now_has_at_most_three_lines():
    promises = [{"customer_id": "C1", "content": f"約束{i}", "due_date": day(i)} for i in range(5)]

    rows = call_list(judged(slipping("C1", spend_12m=9)), book(promises=promises), Settings()).rows

    assert len(rows["why"][0]) == 3
    assert len(rows["reasons"][0]) > 3


def test_a_figure_of_sales_says_so():
    people = judged(slipping("C1", value_basis="sales"))

    made = call_list(people, book(), Settings()).rows["card"][0]

    assert "見込み売上" in say(made.expected, "ja")


def test_a_reason_names_the_row_of_the_ledger_that_it_stands_on():
    promises = book(
        promises=[{"customer_id": "C1", "content": "資料", "due_date": day(1)}]
    ).table("promises").assign(row_id=42)  # fmt: skip
    tables = dataclasses.replace(book(), tables={"promises": promises})

    rows = call_list(judged({"customer_id": "C1"}), tables, Settings()).rows

    assert [reason.facts["row_id"] for reason in rows["reasons"][0]] == [42]
