"""What was done beyond the price, what worked, and what the owner has to think about.

Nothing here is drawn at random, so that it shifts no other row of a business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sample_data.business import TODAY, Business, Row, ago
from sample_data.rhythm import DAY

#: What was done, what it cost (nothing where empty), how it was taken.
Extra = tuple[str, int | None, int | None]
SALON_EXTRAS: tuple[Extra, ...] = (
    ("お名前でお迎えし、前回の娘さんのお式の話の続きを伺った", None, 2),
    ("お好きな紅茶をお出しした", 80, 2),
    ("成人式の前撮りに手書きのカードを添えた", 120, 1),
    ("雨の日に傘をさして駅まで送った", None, 2),
    ("肩の具合を伺い、首のマッサージを少し長めにした", None, 1),
    ("お子さまの受験のお守りをお渡しした", 500, 2),
    ("誕生日に一輪の花をお渡しした", 350, 1),
    ("試供品を2つお渡しした", 240, 0),
)
SALON_KNOW_HOW = (
    ("40代で紹介でいらした方", "regular", "次の予約より先に、前回の話の続きを伺う",
     "5人のうち4人が2か月以内にいらした"),
    ("初めての方", "customer", "3日後に手書きのはがきを送る。予約のお願いは書かない",
     "2回目のご来店が増えたように見える"),
    ("白髪を気にする方", "", "色見本を郵便で送ってから電話する", "断られることがなくなった"),
)  # fmt: skip
LEASE_EXTRAS: tuple[Extra, ...] = (
    ("決算の週に紙づまりの予備部品を先に届けた", 1800, 2),
    ("新しいご担当者に使い方を30分お教えした", None, 2),
    ("社長のお好きな釣りの話の続きをした", None, 1),
    ("移転の日に朝から立ち会った", None, 2),
    ("創立記念日に手書きの手紙を送った", 84, 1),
)
LEASE_KNOW_HOW = (
    ("満了の1年前の会社", "", "見積りより先に、この1年で困ったことを3つ伺う",
     "4社のうち3社で他社の名前が出なかった"),
    ("総務が一人の会社", "regular", "トナーを2本ずつ置き、月初に数えに行く",
     "注文の電話が減った"),
    ("決算月の前の会社", "prospect", "予算の相談を90日前に持って行く",
     "2社が来期に入れてくださった"),
)  # fmt: skip
BUILDER_EXTRAS: tuple[Extra, ...] = (
    ("点検の帰りに網戸の外れをその場で直した", None, 2),
    ("お孫さんの背の高さに手すりの印をつけた", None, 2),
    ("畑の土が入った靴のために足ふきを作って届けた", 600, 2),
    ("完成から5年の日に写真を届けた", 450, 1),
    ("台風の翌朝に屋根を見て回り、電話で知らせた", None, 2),
)
BUILDER_KNOW_HOW = (
    ("築10年のお宅", "customer", "外壁の話の前に、住んでよかった所を伺う",
     "3軒のうち2軒で見積りになった"),
    ("ご近所に紹介してくださる方", "advocate", "見学会の前の日に、いちばんにお知らせする",
     "ご家族を連れて来てくださる"),
)  # fmt: skip


def salon(business: Business, groups: dict[str, list[str]], staff: str) -> None:
    """The salon's; one who books and does not come, and one who shouts at the staff."""
    special = [*groups["chain"], *groups["loyal"][:6]]
    _add(business, special, SALON_EXTRAS, SALON_KNOW_HOW, staff)
    absent, rude = groups["coupon"][:2]
    _missed(business, absent, staff)
    business.rows("overrides").extend(
        (
            _mark(absent, "demand", ago(40), "仕上がりのあとで全額を返すよう3度求められた", staff),
            _mark(rude, "harassment", ago(12), "電話でスタッフに大声で怒鳴り続けられた", staff),
        )
    )


def lease(business: Business, active: Sequence[str], bad_payer: str, staff: str) -> None:
    """The dealer's; the one that pays late also haggles, and two whose support has ended."""
    others = [who for who in active if who != bad_payer]
    _add(business, others[3:], LEASE_EXTRAS, LEASE_KNOW_HOW, staff)
    reason = "毎回の見積りで、他店より1割下げるよう求められる"
    business.rows("overrides").append(_mark(bad_payer, "haggling", ago(25), reason, staff))
    _ended(business, others[:2], "旧型機の保守")


def builder(business: Business, people: Sequence[str], staff: str) -> None:
    """The builder's; two households whose two years of service have ended."""
    _add(business, people[2:], BUILDER_EXTRAS, BUILDER_KNOW_HOW, staff)
    _ended(business, people[:2], "引渡し後2年のサポート")


def _add(
    business: Business,
    people: Sequence[str],
    extras: Sequence[Extra],
    know_how: Sequence[tuple[str, str, str, str]],
    staff: str,
) -> None:
    rows: list[Row] = [
        {
            "date": ago(9 + 23 * number), "customer_id": who, "note": note, "cost": cost,
            "reaction": reaction, "staff": staff,
        }
        for number, (who, (note, cost, reaction)) in enumerate(zip(people, extras, strict=False))
    ]  # fmt: skip
    business.tables["extras"] = rows[::-1]
    learned: list[Row] = [
        {
            "date": ago(30 + 41 * number), "customer_kind": kind, "stage": stage, "note": note,
            "result": result, "staff": staff,
        }
        for number, (kind, stage, note, result) in enumerate(know_how)
    ]  # fmt: skip
    business.tables["know_how"] = learned[::-1]


def _mark(who: str, field: str, day: dt.date, reason: str, staff: str) -> Row:
    """What the owner has noted about a customer."""
    return {
        "date": day, "customer_id": who, "field": field, "value": "yes", "reason": reason,
        "by_whom": staff,
    }  # fmt: skip


def _missed(business: Business, who: str, staff: str) -> None:
    """Four bookings to which they did not come: promises of theirs that were not kept."""
    rows = business.rows("promises")
    for number in range(4):
        day = ago(190 - 37 * number)
        rows.append(
            {
                "made_date": day - DAY * 6, "customer_id": who, "content": "予約の日時に来店する",
                "due_date": day, "by_whom": "them", "staff": staff,
            }
        )  # fmt: skip
    rows.sort(key=lambda row: row["made_date"])


def _ended(business: Business, people: Sequence[str], item: str) -> None:
    """Support that ended 33 and 95 days ago: the touches afterwards fall due."""
    for who, days in zip(people, (33, 95), strict=True):
        business.rows("due_dates").append(
            {
                "customer_id": who, "kind": "support_end", "item": item,
                "end_date": TODAY - DAY * days, "status": "open",
            }
        )  # fmt: skip
