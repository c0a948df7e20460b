"""The salon's other sheets: what was said, promised, complained about, referred and spent."""

from __future__ import annotations

import datetime as dt
import random

from sample_data import special
from sample_data.business import ASOF, TODAY, Business, Row, ago
from sample_data.people import words
from sample_data.rhythm import DAY, pick

OWNER, LEAVER, SUCCESSOR = "野口 香織", "三宅 彩", "小田 直樹"
#: What a customer said, and what to ask next time. The first is article 1's own example.
TALKS = (
    ("仕事が忙しくて、家で髪の手入れをする時間がとれない", "その後、お仕事のほうはいかがですか"),
    ("来月、娘の結婚式がある", "お式はいかがでしたか"),
    ("前髪が割れやすくて朝に時間がかかる", "朝の前髪はまとまりやすくなりましたか"),
    ("引っ越しをして通うのに少し遠くなった", "新しいお住まいには慣れましたか"),
    ("ジムに通い始めて結べる長さがいい", "ジムは続いていますか"),
    ("白髪が気になってきた", "その後、白髪の出方はいかがですか"),
    ("子どもが受験で落ち着かない", "お子さまの受験はいかがでしたか"),
    ("犬を飼い始めて朝の散歩が楽しい", "ワンちゃんはお元気ですか"),
    ("肩こりがひどくてヘッドスパが気になる", "肩の具合はいかがですか"),
    ("乾燥で毛先が広がる", "毛先の広がりは落ち着きましたか"),
    ("来年、成人式の前撮りがある", "前撮りの日は決まりましたか"),
    ("職場の決まりで明るい色にできない", "職場での評判はいかがでしたか"),
    ("夫の転勤があるかもしれない", "ご主人の転勤のお話はどうなりましたか"),
    ("カラーがしみることがある", "前回のあと、頭皮は大丈夫でしたか"),
    ("マラソン大会に申し込んだ", "大会はいかがでしたか"),
    ("母の介護で平日は出にくい", "お母さまのお加減はいかがですか"),
)
REASONS = (
    ("trouble", "くせ毛で朝がたいへん"), ("worry", "前の店で短く切られすぎた"),
    ("problem", "白髪が目立ってきた"), ("hope", "若く見られたい"),
    ("desire", "旅行の前にきれいにしたい"),
    ("concern", "薬剤が合うか気になる"), ("dream", "娘の結婚式で褒められたい"),
)  # fmt: skip
HOBBIES = words("""
ガーデニング 読書 韓国ドラマ 登山 ヨガ パン作り 釣り カラオケ 旅行
野球観戦
""")
FOODS = words("いちご 和菓子 チョコレート コーヒー 紅茶 せんべい みかん")
FAMILIES = ("高校生の娘さん", "小学生の息子さん2人", "ご夫婦2人", "お母さまと同居", "猫2匹")
CAUTIONS = ("眉の話はしない", "前の担当の話は避ける", "香りの強いものが苦手", "世間話は短めに")
TIMES = ("平日10時〜12時", "平日14時〜16時", "夕方以降", "土曜の午前")


def likings(rng: random.Random, sex: str) -> Row:
    """What the salon heard from a customer; most fields stay empty, as in a real ledger."""
    row: Row = {}
    if rng.random() < 0.35:
        row["reason_kind"], row["purchase_reason"] = rng.choice(REASONS)
    for column, share, values in (
        ("hobby", 0.15, HOBBIES),
        ("likes", 0.10, FOODS),
        ("family", 0.12, FAMILIES),
        ("caution", 0.03, CAUTIONS),
        ("best_time", 0.18, TIMES),
        ("chosen_for", 0.30, ("quality", "service", "price", "distance", "person")),
        ("contact_preference", 0.40, ("phone", "phone", "line", "postcard", "email")),
    ):
        if rng.random() < share:
            row[column] = rng.choice(values)
    permission = {"yes": 960, "news_only": 28, "stop": 12}
    return row | {"contact_permission": pick(rng, permission)}


def add(rng: random.Random, business: Business, groups: dict[str, list[str]]) -> None:
    """Fill every sheet beside the customers and the purchases."""
    business.tables |= {
        "staff": _staff(),
        "stores": [{"store": "本店", "address": "青葉野市本通1-1-1", "phone": "03-1000-0001"}],
        "costs": _costs(),
        "decisions": _decisions(),
        "plans": _plans(groups),
        "doubts": _doubts(groups),
    }
    last = _last_days(business)
    _keep_reachable(business, groups)
    business.tables["activities"] = _activities(rng, business, last)
    business.tables["complaints"] = _complaints(rng, last)
    business.tables["promises"] = _promises(rng, last)
    business.tables["due_dates"] = _points(rng, last)
    business.tables["not_now"] = _not_now(groups)
    business.tables["satisfaction"] = _satisfaction(rng, last, groups)
    _leads(business, groups)
    business.tables["referrals"] = _referrals(rng, business, groups)
    special.salon(business, groups, OWNER)


def _last_days(business: Business) -> dict[str, dt.date]:
    """Everybody's last visit."""
    return {row["customer_id"]: row["date"] for row in business.rows("purchases")}


def _keep_reachable(business: Business, groups: dict[str, list[str]]) -> None:
    """The people of the planted stories may be called; two birthdays fall into this week."""
    for number, customer_id in enumerate((*groups["chain"], *groups["loyal"])):
        row = business.customer(customer_id)
        row["contact_permission"] = "yes"
        row["phone"] = f"090-09{number:02d}-{1000 + number}"
        row["chosen_for"] = "quality"
    for customer_id, day in zip(groups["loyal"][:2], ("11-25", "11-27"), strict=True):
        row = business.customer(customer_id)
        row["birthday"] = f"{row['birthday'][:4]}-{day}" if len(row["birthday"]) > 5 else day


def _staff() -> list[Row]:
    return [
        {"staff": OWNER, "kana": "のぐち かおり", "minutes_per_week": 120},
        {"staff": LEAVER, "kana": "みやけ あや", "left_date": dt.date(2026, 6, 30)},
        {"staff": SUCCESSOR, "kana": "おだ なおき", "minutes_per_week": 60},
    ]


def _costs() -> list[Row]:
    """What new and old customers cost, month by month; the coupon was dear."""
    rows: list[Row] = []
    for ahead in range(36):
        year, month = divmod(2023 * 12 + 11 + ahead, 12)
        name = f"{year}-{month + 1:02d}"
        coupon = 640000 if name == "2026-03" else 90000 if name >= "2026-08" else 30000
        rows += [
            {"month": name, "way": "クーポンサイト", "amount": coupon, "kind": "acquisition"},
            {"month": name, "way": "チラシ", "amount": 22000, "kind": "acquisition"},
            {"month": name, "way": "はがき", "amount": 6000, "kind": "aftercare"},
        ]
    return rows


def _decisions() -> list[Row]:
    sentences = (
        "離れかけの方に毎日3本電話する",
        "待ち時間の短い予約表に変える",
        "三宅の担当だった方へ手紙を書く",
    )
    days = (dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16))
    return [
        {"week": day, "decision": words, "staff": OWNER}
        for day, words in zip(days, sentences, strict=True)
    ]


def _plans(groups: dict[str, list[str]]) -> list[Row]:
    return [
        {"date": TODAY + DAY * (2 + n), "customer_id": who, "action": action, "staff": OWNER}
        for n, (who, action) in enumerate(
            zip(
                groups["loyal"][3:6],
                ("お礼のはがき", "新しい染料の案内", "お手入れの電話"),
                strict=True,
            )
        )
    ]


def _doubts(groups: dict[str, list[str]]) -> list[Row]:
    said = (
        ("effect", "トリートメント", "本当に一週間もつのか", "半分だけ試した写真", "no"),
        ("price", "ヘッドスパ", "3,800円は少し高い", "ほかの店との違い", "no"),
        ("effort", "カラー", "家での手入れが面倒そう", "手入れの時間", "yes"),
        ("quality", "カラー", "しみないと言われたがしみた", "薬剤の説明", "yes"),
    )
    keys = ("kind", "product", "words", "proof_wanted", "answered")
    return [
        {"date": ago(12 * n + 6), "customer_id": who} | dict(zip(keys, words, strict=True))
        for n, (who, words) in enumerate(zip(groups["new"][-80:-76], said, strict=True))
    ]


def _activities(rng: random.Random, business: Business, last: dict[str, dt.date]) -> list[Row]:
    """Talks after visits, postcards and calls of the last fourteen months."""
    rows: list[Row] = []
    for customer_id, day in last.items():
        if day < ago(420) or rng.random() > 0.55:
            continue
        note, question = rng.choice(TALKS)
        rows.append(
            {
                "date": day, "customer_id": customer_id, "channel": "shop", "direction": "out",
                "kind": "chat", "note": note, "next_question": question, "outcome": "talked",
                "staff": _server(business, customer_id), "minutes": 5,
            }
        )  # fmt: skip
        if rng.random() < 0.30:
            rows += _follow_up(rng, customer_id, day)
    return sorted((row for row in rows if row["date"] <= ASOF), key=lambda row: row["date"])


def _server(business: Business, customer_id: str) -> str:
    """Who cut this customer's hair last."""
    return next(
        row["staff"]
        for row in reversed(business.rows("purchases"))
        if row["customer_id"] == customer_id
    )


def _follow_up(rng: random.Random, customer_id: str, day: dt.date) -> list[Row]:
    """A card or a call some days after the visit, now and then an offer nobody wanted."""
    kind = pick(rng, {"thanks": 5, "sales": 3, "useful": 2})
    channel = {"thanks": "postcard", "sales": "phone", "useful": "line"}[kind]
    row: Row = {
        "date": day + DAY * rng.randint(3, 60), "customer_id": customer_id, "channel": channel,
        "direction": "out", "kind": kind, "staff": OWNER, "minutes": 3,
    }  # fmt: skip
    if kind == "sales":
        row |= {
            "product": rng.choice(("トリートメント", "ヘッドスパ")),
            "outcome": pick(rng, {"talked": 3, "no_answer": 4, "declined": 1, "not_now": 1}),
        }
    return [row]


def _complaints(rng: random.Random, last: dict[str, dt.date]) -> list[Row]:
    """Five about waiting in the last 90 days, one of them open; the rest long solved."""
    active = [who for who, day in last.items() if ago(80) <= day <= ago(5)]
    old = [who for who, day in last.items() if day >= ago(300) and who not in active]
    waited = (
        "予約の時間から40分待った",
        "シャンプーのあと20分そのままだった",
        "予約したのに先の方が3人いた",
    )
    rows = []
    for number, who in enumerate(rng.sample(active, 5)):
        day = last[who]
        rows.append(_complaint(day, who, "delay", 1 + number % 2, waited[number % 3]))
        if number != 4:
            rows[-1] |= {"first_response_date": day + DAY, "resolved_date": day + DAY * 4}
    for who in rng.sample(old, 9):
        cause, content = rng.choice(
            (
                ("quality", "色が3日で落ちた"),
                ("manner", "話しかけられすぎた"),
                ("booking", "予約が取れていなかった"),
            )
        )
        row = _complaint(last[who], who, cause, rng.randint(1, 2), content)
        rows.append(
            row | {"first_response_date": last[who] + DAY, "resolved_date": last[who] + DAY * 9}
        )
    rows[4] |= {"severity": 2, "promised_contact_date": dt.date(2026, 11, 24)}
    return sorted(rows, key=lambda row: row["received_date"])


def _complaint(day: dt.date, who: str, cause: str, severity: int, content: str) -> Row:
    return {
        "received_date": day, "customer_id": who, "cause": cause, "severity": severity,
        "content": content, "staff": OWNER,
    }  # fmt: skip


def _promises(rng: random.Random, last: dict[str, dt.date]) -> list[Row]:
    """Kept ones, four that fall due this week, two that are overdue."""
    recent = [who for who, day in last.items() if ago(60) <= day <= ago(4)]
    chosen = rng.sample(recent, 26)
    things = (
        "白髪染めの色見本を送る",
        "12月の予約の空きを電話で知らせる",
        "シャンプーの取り寄せを知らせる",
    )
    dues = (
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 18),
        *(dt.date(2026, 11, 24 + n) for n in range(4)),
    )
    rows = [
        {
            "made_date": last[who], "customer_id": who, "content": things[n % 3], "due_date": due,
            "by_whom": "us", "staff": OWNER,
        }
        for n, (who, due) in enumerate(zip(chosen, dues, strict=False))
    ]  # fmt: skip
    for n, who in enumerate(chosen[6:]):
        due = last[who] + DAY * 3
        late = DAY * 2 if n % 9 == 8 else DAY * 0
        rows.append(
            {
                "made_date": last[who], "customer_id": who, "content": things[n % 3],
                "due_date": due, "by_whom": "us", "done_date": due + late,
                "staff": OWNER,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: row["made_date"])


def _points(rng: random.Random, last: dict[str, dt.date]) -> list[Row]:
    """Points that expire, some of them within the month."""
    active = [who for who, day in last.items() if day >= ago(150)]
    return [
        {
            "customer_id": who, "kind": "points", "item": f"ポイント {rng.randint(5, 40) * 100}点",
            "start_date": dt.date(2026, 1, 1), "status": "open",
            "end_date": dt.date(2026, 12, 31) if n % 4 else dt.date(2026, 12, 5),
        }
        for n, who in enumerate(rng.sample(active, 20))
    ]  # fmt: skip


def _not_now(groups: dict[str, list[str]]) -> list[Row]:
    heard = (
        (
            "トリートメント",
            "timing",
            dt.date(2026, 11, 25),
            "high",
            "冬の乾燥が始まったら",
            "customer",
        ),
        (
            "成人式の着付け",
            "timing",
            dt.date(2026, 12, 1),
            "middle",
            "来年1月が成人式",
            "customer",
        ),
        ("ヘッドスパ", "budget", dt.date(2027, 1, 15), "low", "賞与のあとなら", "us"),
    )
    keys = ("product", "reason", "next_time", "certainty", "basis", "named_by")
    return [
        {"heard_date": ago(70 - 9 * n), "customer_id": who} | dict(zip(keys, words, strict=True))
        for n, (who, words) in enumerate(zip(groups["loyal"][7:10], heard, strict=True))
    ]


def _satisfaction(
    rng: random.Random, last: dict[str, dt.date], groups: dict[str, list[str]]
) -> list[Row]:
    others = [who for who, day in last.items() if day >= ago(180)]
    rows = [
        {
            "date": last[who], "customer_id": who, "score": rng.choice((9, 9, 10)), "scale": "nps",
            "channel": "shop", "only_us": "yes" if n % 2 else "",
        }
        for n, who in enumerate(groups["loyal"][:10])
    ]  # fmt: skip
    rows += [
        {
            "date": last[who],
            "customer_id": who,
            "score": rng.randint(4, 9),
            "scale": "nps",
            "channel": "shop",
        }
        for who in rng.sample(others, 50)
    ]
    return sorted(rows, key=lambda row: row["date"])


def _leads(business: Business, groups: dict[str, list[str]]) -> None:
    """Four who asked but have not come yet; two were sent by friends."""
    names = (
        ("関 詩", "せき うた"),
        ("原 楓", "はら かえで"),
        ("林 湊", "はやし みなと"),
        ("森 茜", "もり あかね"),
    )
    rows = business.rows("customers")
    for name, kana in names:
        number = len(rows) + 1
        rows.append(
            {
                "customer_id": f"S{number:04d}", "kind": "person", "name": name, "kana": kana,
                "phone": f"090-0777-{number:04d}", "trigger": "search", "memo": "問い合わせのみ",
                "contact_permission": "yes",
            }
        )  # fmt: skip
    rows[-4] |= {"trigger": "referral", "referrer_id": groups["chain"][-1]}
    rows[-3] |= {"trigger": "referral", "referrer_id": groups["loyal"][1]}


def _referrals(rng: random.Random, business: Business, groups: dict[str, list[str]]) -> list[Row]:
    """One row for each customer who came by referral; two of this week are not thanked yet."""
    rows: list[Row] = []
    for customer in business.rows("customers"):
        if customer.get("referrer_id") and customer.get("first_visit_date", ASOF) > ago(1000):
            day = customer.get("first_visit_date")
            row = {
                "date": day or TODAY - DAY * (len(rows) % 2 + 4), "kind": "referral",
                "customer_id": customer["referrer_id"], "referred_id": customer["customer_id"],
                "referred_name": customer["name"],
            }  # fmt: skip
            if day and rng.random() < 0.8:
                row["thanked_date"] = min(day + DAY * rng.randint(1, 12), ASOF)
            rows.append(row)
    rows += [
        {"date": ago(40 * n + 9), "customer_id": who, "kind": kind, "note": note}
        for n, (who, kind, note) in enumerate(
            (
                (groups["loyal"][2], "review", "地図アプリに実名で口コミ"),
                (groups["chain"][0], "word_of_mouth", "習い事のお仲間に話してくださった"),
                (groups["chain"][0], "event", "夏の着付け会を手伝ってくださった"),
            )
        )
    ]
    return sorted(rows, key=lambda row: row["date"])
