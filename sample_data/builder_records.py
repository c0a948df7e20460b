"""The builder's other sheets: cards, promises, the broken one, renovations lost, referrals."""

from __future__ import annotations

import datetime as dt
import random

from sample_data import special
from sample_data.business import ASOF, TODAY, Business, Row, ago
from sample_data.rhythm import DAY, pick

STAFF = ("山内 誠", "飯田 茂")
TALKS = (
    ("仕事が忙しくて、点検の日に家を空けられない", "その後、お仕事のほうはいかがですか"),
    ("網戸がよく外れる", "網戸はその後いかがですか"),
    ("孫が遊びに来るようになった", "お孫さんはお元気ですか"),
    ("来年、母と同居するかもしれない", "お母さまとの同居のお話はどうなりましたか"),
    ("庭に畑を作った", "畑の野菜はいかがですか"),
    ("外壁の色が少しあせてきた", "外壁の様子はいかがですか"),
    ("お風呂の換気扇の音が気になる", "換気扇の音はいかがですか"),
)
RIVAL = "月見まぼろしリフォーム"


def add(rng: random.Random, business: Business, stories: dict[str, list[str]]) -> None:
    """Fill every sheet beside customers, works and inspections."""
    last = {row["customer_id"]: row["date"] for row in business.rows("purchases")}
    broken = stories["broken"][0]
    told = {who for ids in stories.values() for who in ids}
    calm = [who for who in last if who not in told]
    business.tables |= {
        "activities": _activities(rng, business, calm),
        "promises": _promises(rng, calm, broken),
        "complaints": _complaints(rng, calm, broken),
        "deals": _deals(rng, calm, stories["elsewhere"]),
        "not_now": _not_now(rng, calm),
        "doubts": _doubts(rng, calm),
        "costs": _costs(),
        "referrals": _referrals(rng, business, stories, calm),
        "satisfaction": _satisfaction(rng, calm, last),
        "plans": _plans(stories["partner"] + calm[:2]),
        "overrides": [_confirmed(stories["partner"][0])],
        "decisions": _decisions(),
        "staff": [
            {"staff": name, "minutes_per_week": minutes}
            for name, minutes in zip(STAFF, (180, 120), strict=True)
        ],
    }  # fmt: skip
    special.builder(business, [*calm[:5], *stories["partner"], *calm[5:9]], STAFF[0])


def _plans(people: list[str]) -> list[Row]:
    plan = {"date": dt.date(2026, 12, 1), "action": "年賀状の宛名を確かめる", "staff": STAFF[1]}
    return [plan | {"customer_id": who} for who in people]


def _confirmed(partner: str) -> Row:
    """The owner says so too: this family is a partner."""
    return {
        "date": dt.date(2026, 5, 1), "customer_id": partner, "field": "partner",
        "value": "パートナー", "reason": "見学会を毎回手伝ってくださる", "by_whom": STAFF[0],
        "expires_date": dt.date(2027, 5, 1),
    }  # fmt: skip


def _decisions() -> list[Row]:
    decision = "遅れている点検を先に電話する"
    return [{"week": dt.date(2026, 11, 16), "decision": decision, "staff": STAFF[0]}]


def _activities(rng: random.Random, business: Business, calm: list[str]) -> list[Row]:
    """A New Year's card and a summer card for every fourth household, and talks on the phone."""
    rows: list[Row] = []
    houses = [row["customer_id"] for row in business.rows("customers") if row.get("anniversary")]
    for year in (2025, 2026):
        for who in houses[::2]:
            for month, note in ((1, "年賀状"), (7, "暑中見舞い")):
                rows.append(
                    {
                        "date": dt.date(year, month, 6), "customer_id": who, "note": note,
                        "channel": "postcard", "direction": "out", "kind": "thanks",
                        "staff": STAFF[1], "minutes": 1,
                    }
                )  # fmt: skip
    for who in rng.sample(calm, 150):
        note, question = rng.choice(TALKS)
        rows.append(
            {
                "date": ago(rng.randint(5, 700)), "customer_id": who, "note": note,
                "channel": pick(rng, {"phone": 6, "visit": 4}), "direction": "out",
                "kind": pick(rng, {"check": 5, "chat": 3, "sales": 1}), "outcome": "talked",
                "next_question": question, "staff": STAFF[0], "minutes": 10,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))


def _promises(rng: random.Random, calm: list[str], broken: str) -> list[Row]:
    """The broken one came before the complaint; two are due this week, one is overdue."""
    chosen = rng.sample(calm, 12)
    rows = [_promise(broken, dt.date(2026, 9, 28), "雨漏りの見積りを届ける", dt.date(2026, 10, 5))]
    rows.append(_promise(chosen[0], ago(9), "網戸の部品を持って伺う", TODAY + DAY * 2))
    rows.append(_promise(chosen[1], ago(6), "浴室の見積りを届ける", TODAY + DAY * 4))
    rows.append(_promise(chosen[2], ago(15), "点検の日取りを電話する", TODAY - DAY * 3))
    for number, who in enumerate(chosen[3:]):
        made = ago(20 + 8 * number)
        kept = _promise(who, made, "見積りを届ける", made + DAY * 7)
        rows.append(kept | {"done_date": made + DAY * (10 if number == 4 else 6)})
    return sorted(rows, key=lambda row: (row["made_date"], row["customer_id"]))


def _promise(who: str, made: dt.date, content: str, due: dt.date) -> Row:
    return {
        "made_date": made, "customer_id": who, "content": content, "due_date": due,
        "by_whom": "us", "staff": STAFF[0],
    }  # fmt: skip


def _complaints(rng: random.Random, calm: list[str], broken: str) -> list[Row]:
    told = (
        ("quality", 2, "壁紙がはがれてきた", 500),
        ("delay", 1, "工事が3日遅れた", 320),
        ("manner", 1, "職人の車が道をふさいだ", 200),
        ("explanation", 2, "追加の費用を聞いていなかった", 130),
    )
    rows = [
        {
            "received_date": ago(days), "customer_id": who, "cause": cause, "severity": severity,
            "content": content, "first_response_date": ago(days - 1), "staff": STAFF[0],
            "resolved_date": ago(days - 12), "prevention": "朝礼で伝えた",
        }
        for who, (cause, severity, content, days) in zip(rng.sample(calm, 4), told, strict=True)
    ]  # fmt: skip
    rows.append(
        {
            "received_date": dt.date(2026, 10, 12), "customer_id": broken, "cause": "response",
            "severity": 3, "content": "雨漏りの見積りが約束の日に来なかった", "staff": STAFF[0],
            "first_response_date": dt.date(2026, 10, 14),
            "promised_contact_date": dt.date(2026, 11, 20),
        }
    )  # fmt: skip
    return rows


def _deals(rng: random.Random, calm: list[str], elsewhere: list[str]) -> list[Row]:
    """Renovations of our own houses that went to others, some won, some still open."""
    rows = [
        {
            "start_date": ago(150 + 110 * number), "customer_id": who, "product": "外壁塗装",
            "amount": 1200000, "step": "lost", "lost_reason": "相見積もりで価格", "lost_to": RIVAL,
            "end_date": ago(100 + 110 * number), "staff": STAFF[0],
        }
        for number, who in enumerate(elsewhere)
    ]  # fmt: skip
    for number, who in enumerate(rng.sample(calm, 14)):
        start = ago(20 + 30 * number)
        row: Row = {
            "start_date": start, "customer_id": who, "product": "水回りリフォーム",
            "amount": rng.randint(60, 250) * 10000, "step": "quote", "staff": STAFF[number % 2],
        }  # fmt: skip
        if number >= 4:
            row |= {"step": "won", "end_date": start + DAY * rng.randint(20, 90)}
        rows.append(row)
    return sorted(rows, key=lambda row: (row["start_date"], row["customer_id"]))


def _not_now(rng: random.Random, calm: list[str]) -> list[Row]:
    heard = (
        ("外壁塗装", "budget", dt.date(2026, 11, 27), "high", "ボーナスのあとに", "customer"),
        (
            "キッチンリフォーム",
            "timing",
            dt.date(2027, 3, 1),
            "middle",
            "子どもの卒業のあと",
            "customer",
        ),
        ("太陽光", "comparing", dt.date(2027, 5, 10), "low", "電気代を見てから", "us"),
        ("浴室リフォーム", "decider", dt.date(2027, 1, 20), "middle", "息子さんと相談", "us"),
    )
    keys = ("product", "reason", "next_time", "certainty", "basis", "named_by")
    return [
        {"heard_date": ago(60 + 30 * n), "customer_id": who} | dict(zip(keys, words, strict=True))
        for n, (who, words) in enumerate(zip(rng.sample(calm, 4), heard, strict=True))
    ]


def _doubts(rng: random.Random, calm: list[str]) -> list[Row]:
    said = (("price", "塗装は10年もつのか", "no"), ("trust", "職人はどこの人か", "yes"))
    return [
        {"date": ago(10 + 30 * n), "customer_id": who, "product": "外壁塗装"}
        | dict(zip(("kind", "words", "answered"), words, strict=True))
        for n, (who, words) in enumerate(zip(rng.sample(calm, 2), said, strict=True))
    ]


def _costs() -> list[Row]:
    rows: list[Row] = []
    for ahead in range(24):
        year, month = divmod(2024 * 12 + 11 + ahead, 12)
        name = f"{year}-{month + 1:02d}"
        rows += [
            {"month": name, "way": "チラシ", "amount": 80000, "kind": "acquisition"},
            {"month": name, "way": "見学会", "amount": 45000, "kind": "acquisition"},
            {"month": name, "way": "点検・はがき", "amount": 30000, "kind": "aftercare"},
        ]
    return rows


def _referrals(
    rng: random.Random, business: Business, stories: dict[str, list[str]], calm: list[str]
) -> list[Row]:
    """The partner's five, her help at the open house, and one friend who is not thanked yet."""
    partner = stories["partner"][0]
    first = {row["customer_id"]: row for row in reversed(business.rows("purchases"))}
    rows = [
        {
            "date": first[who]["date"] - DAY * 40, "customer_id": partner, "kind": "referral",
            "referred_id": who, "thanked_date": first[who]["date"] - DAY * 37,
        }
        for who in stories["referred"]
    ]  # fmt: skip
    rows.append(
        {
            "date": dt.date(2026, 5, 23), "customer_id": partner, "kind": "event",
            "note": "見学会でお茶を出してくださった",
        }
    )  # fmt: skip
    rows.append(
        {
            "date": ASOF + DAY * 2, "customer_id": rng.choice(calm), "kind": "referral",
            "referred_name": "丸山 稔",
            "note": "弟さん。中古住宅を買われた",
        }
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))


def _satisfaction(rng: random.Random, calm: list[str], last: dict[str, dt.date]) -> list[Row]:
    rows = [
        {
            "date": last[who], "customer_id": who, "score": rng.randint(5, 10), "scale": "nps",
            "channel": "postcard",
        }
        for who in rng.sample(calm, 40)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))
