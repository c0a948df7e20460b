"""The dealer's other sheets: visits, deals, promises, the timing register and what it all cost."""

from __future__ import annotations

import datetime as dt
import random

from sample_data import special
from sample_data.business import ASOF, TODAY, Business, Row, ago
from sample_data.rhythm import DAY, pick

STAFF = ("大塚 健一", "千葉 陽子")
TALKS = (
    (
        "見積りを比べたいが、決算前は仕事が忙しくて時間がとれない",
        "その後、お仕事のほうは落ち着かれましたか",
    ),
    ("新人が入って印刷が増えた", "新しい方は慣れましたか"),
    ("紙づまりが月に2回ある", "その後、紙づまりはいかがですか"),
    ("カラーは控えるよう社長に言われている", "カラーの枚数は減りましたか"),
    ("事務所の引っ越しを考えている", "引っ越しのお話は進みましたか"),
    ("請求書を電子にしたい", "電子の請求書は始められましたか"),
    ("担当が来春に替わる", "後任の方は決まりましたか"),
)
#: Why not now, how many of a hundred, and what they said.
NOT_NOW = (
    ("contract", 45, "他社リースの満了まで"),
    ("budget", 27, "来期の予算で考える"),
    ("timing", 10, "移転が決まったら"),
    ("decider", 7, "社長が戻ってから"),
    ("comparing", 7, "3社で比べている"),
    ("no_need", 4, "紙をほとんど使わない"),
)


def add(rng: random.Random, business: Business, lost: list[str], rival: str) -> None:
    """Fill every sheet beside customers, purchases and leases."""
    last = {row["customer_id"]: row["date"] for row in business.rows("purchases")}
    active = [who for who, day in last.items() if day >= ago(100) and who not in lost]
    business.tables |= {
        "activities": _activities(rng, active, last),
        "promises": _promises(rng, active),
        "complaints": _complaints(rng, active),
        "not_now": _not_now(rng, business),
        "deals": _deals(rng, active, lost, rival),
        "doubts": _doubts(rng, active),
        "costs": _costs(),
        "referrals": _referrals(rng, active),
        "satisfaction": _satisfaction(rng, active, last),
        "decisions": [
            {
                "week": dt.date(2026, 11, 9),
                "decision": "満了まで9か月以内の会社を先に回る",
                "staff": STAFF[0],
            },
            {
                "week": dt.date(2026, 11, 16),
                "decision": "注文が減った会社の社長に会いに行く",
                "staff": STAFF[0],
            },
        ],
        "staff": [
            {"staff": name, "minutes_per_week": minutes}
            for name, minutes in zip(STAFF, (240, 180), strict=True)
        ],
    }
    late = next(row for row in business.rows("purchases") if row["payment"] == "late")
    special.lease(business, active, late["customer_id"], STAFF[0])


def _activities(rng: random.Random, active: list[str], last: dict[str, dt.date]) -> list[Row]:
    """Visits and calls of the last year, and offers, some of them declined."""
    rows: list[Row] = []
    for who in active:
        for _ in range(rng.randint(1, 3)):
            note, question = rng.choice(TALKS)
            row: Row = {
                "date": ago(rng.randint(0, 360)), "customer_id": who,
                "channel": pick(rng, {"visit": 5, "phone": 4, "email": 1}), "direction": "out",
                "kind": pick(rng, {"check": 4, "useful": 2, "sales": 3, "chat": 2}), "note": note,
                "next_question": question, "staff": STAFF[int(who[1:]) % 2],
                "minutes": rng.choice((5, 10, 30)), "outcome": "talked",
            }  # fmt: skip
            if row["kind"] == "sales":
                row["product"] = "複合機"
                row["outcome"] = pick(
                    rng, {"talked": 5, "declined": 1, "not_now": 2, "no_answer": 2}
                )
            rows.append(row)
    rows.append(
        {
            "date": ASOF, "customer_id": active[0], "channel": "email", "direction": "in",
            "kind": "consult", "note": "来春に事務所を広げるので相談したい", "outcome": "talked",
            "next_question": "広げるお話は進みましたか", "staff": STAFF[0],
        }
    )  # fmt: skip
    return sorted(rows, key=lambda row: row["date"])


def _promises(rng: random.Random, active: list[str]) -> list[Row]:
    """A quotation promised for Tuesday, one overdue, and those that were kept."""
    chosen = rng.sample(active, 20)
    dues = (TODAY + DAY * 2, TODAY + DAY * 3, TODAY + DAY * 5, TODAY - DAY * 2)
    rows = [
        _promise(who, ago(8), "見積りをお届けする", due)
        for who, due in zip(chosen, dues, strict=False)
    ]
    for number, who in enumerate(chosen[4:]):
        made = ago(12 + 5 * number)
        done = {"done_date": made + DAY * (9 if number == 7 else 4)}
        rows.append(_promise(who, made, "点検の日を知らせる", made + DAY * 5) | done)
    rows.append(
        _promise(chosen[5], ago(20), "10月分のご入金", TODAY + DAY * 8) | {"by_whom": "them"}
    )
    return sorted(rows, key=lambda row: (row["made_date"], row["customer_id"]))


def _promise(who: str, made: dt.date, content: str, due: dt.date) -> Row:
    return {
        "made_date": made, "customer_id": who, "content": content, "due_date": due,
        "by_whom": "us", "staff": STAFF[int(who[1:]) % 2],
    }  # fmt: skip


def _complaints(rng: random.Random, active: list[str]) -> list[Row]:
    told = (
        ("response", 2, "修理の電話に2日返事がなかった", 18, None),
        ("quality", 1, "紙づまりが直らない", 46, 6),
        ("price", 1, "カウンター料金の請求が違っていた", 95, 3),
        ("response", 1, "見積りが遅い", 160, 4),
        ("delay", 2, "トナーが届かず印刷が止まった", 240, 2),
    )
    return [
        {
            "received_date": ago(days), "customer_id": who, "cause": cause, "severity": severity,
            "content": content, "first_response_date": ago(days - 1), "staff": STAFF[0],
            "resolved_date": ago(days - solved) if solved else None,
        }
        for who, (cause, severity, content, days, solved) in zip(
            rng.sample(active, len(told)), told, strict=True
        )
    ]  # fmt: skip


def _not_now(rng: random.Random, business: Business) -> list[Row]:
    """A hundred prospects with the time that suits them; budgets follow the fiscal month."""
    prospects = [row for row in business.rows("customers") if row["customer_id"][0] == "P"]
    reasons = [(reason, basis) for reason, count, basis in NOT_NOW for _ in range(count)]
    rng.shuffle(reasons)
    rows = []
    for prospect, (reason, basis) in zip(prospects, reasons, strict=True):
        rows.append(
            {
                "heard_date": ago(rng.randint(20, 500)), "customer_id": prospect["customer_id"],
                "prospect_name": prospect["name"], "product": "複合機", "reason": reason,
                "next_time": _next_time(rng, reason, prospect), "basis": basis,
                "certainty": pick(rng, {"high": 3, "middle": 4, "low": 3}),
                "named_by": "customer" if reason in ("contract", "comparing") else "us",
            }
        )  # fmt: skip
    for number, row in enumerate(row for row in rows if row["reason"] == "contract"):
        if number < 6:
            row |= {"next_time": TODAY + DAY * (number - 2), "certainty": "high"}
    return sorted(rows, key=lambda row: (row["heard_date"], row["customer_id"]))


def _next_time(rng: random.Random, reason: str, prospect: Row) -> dt.date | None:
    if reason == "no_need":
        return None
    if reason == "budget":
        year = 2027 if prospect["fiscal_month"] > 2 else 2028
        return dt.date(year, prospect["fiscal_month"], 28) - DAY * 90
    return TODAY + DAY * rng.randint(15, 900)


def _deals(rng: random.Random, active: list[str], lost: list[str], rival: str) -> list[Row]:
    """Won ones, open ones of which some have gone quiet, and the two just lost to the rival."""
    rows = []
    for number, who in enumerate(rng.sample(active, 30)):
        start = ago(30 + 25 * number)
        row: Row = {
            "start_date": start, "customer_id": who, "product": "複合機",
            "staff": STAFF[number % 2], "amount": rng.randint(60, 130) * 10000,
            "step": "quote" if number < 9 else "won",
        }  # fmt: skip
        if number >= 9:
            row["end_date"] = start + DAY * rng.randint(25, 70)
        rows.append(row)
    for number, who in enumerate(lost):
        rows.append(
            {
                "start_date": ago(120), "customer_id": who, "product": "複合機", "amount": 980000,
                "step": "lost", "lost_reason": "価格", "lost_to": rival, "staff": STAFF[0],
                "end_date": ago(12 + 17 * number),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["start_date"], row["customer_id"]))


def _doubts(rng: random.Random, active: list[str]) -> list[Row]:
    said = (
        ("price", "5年で払うと結局高くないか", "no"),
        ("trust", "小さな会社で修理はすぐ来るのか", "yes"),
        ("rival", "ネットの最安と何が違うのか", "no"),
    )
    return [
        {"date": ago(15 + 20 * n), "customer_id": who, "product": "複合機"}
        | dict(zip(("kind", "words", "answered"), words, strict=True))
        for n, (who, words) in enumerate(zip(rng.sample(active, 3), said, strict=True))
    ]


def _costs() -> list[Row]:
    rows: list[Row] = []
    for ahead in range(24):
        year, month = divmod(2024 * 12 + 11 + ahead, 12)
        name = f"{year}-{month + 1:02d}"
        rows += [
            {"month": name, "way": "飛び込み・広告", "amount": 120000, "kind": "acquisition"},
            {"month": name, "way": "訪問点検", "amount": 35000, "kind": "aftercare"},
        ]
    return rows


def _referrals(rng: random.Random, active: list[str]) -> list[Row]:
    pairs = rng.sample(active, 12)
    rows = [
        {
            "date": ago(60 * n + 30), "customer_id": giver, "kind": "referral",
            "referred_id": taker, "thanked_date": ago(60 * n + 26),
        }
        for n, (giver, taker) in enumerate(zip(pairs[:6], pairs[6:], strict=True))
    ]  # fmt: skip
    fresh = {"date": ASOF + DAY * 3, "customer_id": pairs[0], "kind": "referral"}
    return [*reversed(rows), fresh | {"referred_name": "三つ葉見本屋会計"}]


def _satisfaction(rng: random.Random, active: list[str], last: dict[str, dt.date]) -> list[Row]:
    rows = [
        {
            "date": last[who], "customer_id": who, "score": rng.randint(2, 5), "scale": "five",
            "channel": "visit", "only_us": rng.choice(("yes", "no", "")),
        }
        for who in rng.sample(active, 30)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["date"], row["customer_id"]))
