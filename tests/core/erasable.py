"""A person who is to be erased, known by many marks, and a search for them in every file."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.core.keeping import TODAY, customer, line, row_id, sheet

#: What the person to be erased is known by, each in a place of its own.
THEIRS = {
    "name": "朝比奈 雫",
    "kana": "アサヒナ シズク",
    "call_name": "しずくちゃん",
    "phone": "090-0111-2233",
    "phone_other": "03-1444-5566",
    "email": "shizuku.a@example.jp",
    "line": "shizuku_line_id",
    "address": "東京都試験区朝露町7-8-9 雫荘201",
    "postal_code": "199-0099",
    "birthday": "1983-07-19",
    "hobby": "鉱石ラジオ集め",
    "likes": "無花果のタルト",
    "dislikes": "らっきょう甘酢",
    "family": "妹の名は露子",
    "caution": "香水の匂いに弱い方",
    "purchase_reason": "結婚式の前撮りのため",
    "expectation": "襟足を綺麗に見せたい",
    "true_purpose": "自信を取り戻すこと",
    "competitor": "サロン碧落",
    "anniversary_note": "開店した日の思い出",
    "memo": "紹介カードを三枚お渡し済み",
}
NOTES = {
    "activities": {"date": TODAY, "note": "夜勤明けは昼前", "next_question": "引越しの荷解き"},
    "promises": {"made_date": TODAY, "due_date": TODAY, "content": "見本帳を取り置く約束"},
    "complaints": {"received_date": TODAY, "content": "染料が耳に", "prevention": "耳当て二重",
                   "feelings": "鏡の前で涙ぐまれた", "our_reply": "次回無料の染め直し"},
    "due_dates": {"end_date": TODAY, "item": "縮毛矯正の半年保証"},
    "not_now": {"heard_date": TODAY, "basis": "賞与が出てからと仰った", "product": "頭皮美容液"},
    "deals": {"start_date": TODAY, "product": "成人式の着付け一式"},
    "doubts": {"date": TODAY, "words": "本当に傷まないのですか"},
    "satisfaction": {"date": TODAY, "score": 4, "note": "待合の音楽が好き"},
    "events": {"date": TODAY, "person": "甥の瑞樹", "note": "入学祝いを検討"},
    "extras": {"date": TODAY, "note": "無花果の苗木を玄関先へ"},
    "know_how": {"date": TODAY, "note": "夕顔の話から入る", "result": "笑って迎えてくださった"},
    "plans": {"date": TODAY, "action": "礼状を手書きで送る", "plan": "白藤の会のお誘い"},
    "overrides": {"date": TODAY, "field": "stage", "value": "regular", "reason": "町内会長の推薦"},
    "referrals": {"date": TODAY, "referred_name": "露草 雪", "note": "書道教室のお仲間"},
}  # fmt: skip


def marks():
    """Every text that stands in a row of theirs, in the ways in which it may be written."""
    told = [*THEIRS.values()]
    told += [v for row in NOTES.values() for v in row.values() if isinstance(v, str)]
    told = [text for text in told if text not in ("stage", "regular")]
    told += ["自由な欄の言葉", "青磁色のカラー", "T-77-3141", "旧姓は霧島"]
    told += [THEIRS[c].replace("-", "") for c in ("phone", "phone_other")]
    return [*told, THEIRS["name"].replace(" ", "")]


def table_of(rows):
    """A real workbook, as the owner handed it in."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([str(cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def fill(shop, *, with_them=True):
    """A ledger in which C1 is to be erased; without them, all the rest of it."""
    they = [customer(1, **{**THEIRS, "household_id": "HOME"})] if with_them else []
    others = [customer(2, memo="常連の方", household_id="HOME"), customer(3, hobby="釣り")]
    bought = [line("2026-10-01", 2, 2000), line("2026-10-02", 3, 3000, order_id="S-2")]
    theirs = [
        line(
            "2026-09-30",
            1,
            1100,
            product="青磁色のカラー",
            order_id="T-77-3141",
            tag="自由な欄の言葉",
        )
    ]
    typed = ["09001112233", "0314445566", "朝比奈雫"]  # as the owner types them elsewhere
    content = table_of([["C1", *THEIRS.values(), *typed]] if with_them else [["a"]])
    said = sheet([*they, *others], [*(theirs if with_them else []), *bought])
    shop.commit(said, files=[("customers.xlsx", content)])
    shop.commit(
        sheet([customer(3, hobby="釣りと囲碁")], [line("2026-10-20", 3, 300)]),
        files=[("other.csv", b"C3")],
    )
    if with_them:
        for table, row in NOTES.items():
            shop.add(table, {"customer_id": "C1", **row})
        shop.correct("customers", row_id(shop, "C1"), {"memo": "旧姓は霧島"})
        shop.log_outcome("C1", "promised", day=TODAY, note="電話口で笑っていた", next_date=TODAY)
        shop.keep_calls(
            TODAY, [{"customer_id": "C1", "name": THEIRS["name"]}, {"customer_id": "C2"}]
        )
    return shop


def decoded(path):
    """Everything that a file says: its bytes, and what is packed or encoded in it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []  # a seal on its way to its name
    found = [content]
    if content[:4] == b"PAR1":
        with contextlib.suppress(pa.ArrowInvalid, OSError):  # half of a file of the cache
            table = pq.read_table(path)
            found.append(json.dumps(table.to_pylist(), default=str, ensure_ascii=False).encode())
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += [packed.read(name) for name in packed.namelist()]
    return found


def hits(folder, words):
    """Every word that stands in any file of a folder, in any of the usual encodings."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "backups" not in p.parts):
        for content in decoded(path):
            for word in words:
                for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp"):
                    if word.encode(encoding, "ignore") in content:
                        found.append(f"{path.relative_to(folder)}: {word} ({encoding})")
                if json.dumps(word).encode() in content:
                    found.append(f"{path.relative_to(folder)}: {word} (escaped)")
    return found
