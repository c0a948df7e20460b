"""A hard list of customers to find the same people in: families, namesakes, dirty copies.

Invented people only, seeded. What real lists do to a name, a phone and an address is done here to
about one person in five; the pairs that are truly one are known. Phones cannot ring.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from core.ingest.contacts import read_email, read_phone
from core.tables import TABLES
from sample_data.dirty import half_width
from sample_data.people import _MEN, _SURNAMES, _WOMEN

Row = dict[str, Any]

#: Family names with their readings, the frequent ones in front (as in the telephone book).
FAMILIES = [tuple(e.split()) for line in _SURNAMES.split("\n") for e in line.split("|") if e]
MORE = """
東海林 しょうじ|小鳥遊 たかなし|一色 いっしき|喜多村 きたむら|御手洗 みたらい
鷹取 たかとり|水無瀬 みなせ
薬師寺 やくしじ|八重樫 やえがし|真田 さなだ|結城 ゆうき|音無 おとなし|鏡 かがみ
九条 くじょう|早乙女 さおとめ
神宮寺 じんぐうじ|綾瀬 あやせ|霧島 きりしま|月岡 つきおか|花岡 はなおか|風間 かざま
葛城 かつらぎ|轟 とどろき
"""
RARE = [tuple(e.split()) for line in MORE.split("\n") for e in line.split("|") if e]
#: Other characters with the same reading, as people hear a name on the phone.
HOMOPHONES = {
    "裕子": "優子", "優子": "裕子", "恵子": "啓子", "洋子": "陽子", "陽子": "洋子",
    "弘": "博", "博": "弘",
    "浩": "宏", "幸子": "祥子", "智子": "友子", "直樹": "尚樹", "健一": "謙一", "和子": "加寿子",
    "由美": "由実", "真由美": "真弓", "隆": "孝", "明": "彰", "京子": "恭子", "順子": "淳子",
}  # fmt: skip
#: Older or other forms of a character.
OLD_FORMS = {
    "高": "髙",
    "辺": "邉",
    "斎": "齋",
    "沢": "澤",
    "浜": "濱",
    "崎": "﨑",
    "島": "嶋",
    "国": "國",
    "広": "廣",
}
TOWNS = [
    "みどり市桜が丘",
    "みどり市若葉町",
    "青葉市中央",
    "青葉市本町",
    "花園市東町",
    "花園市西山",
    "朝日町大字南",
]
HALF_NAMED = 0.05


@dataclass
class HardList:
    """A list and its truth.

    Attributes:
        customers: as the reader would hand them over (phones and mails read, names as typed).
        truth: pairs of ids that are one person, the smaller first.
    """

    customers: pd.DataFrame
    truth: set[tuple[str, str]]


@dataclass
class _Maker:
    rng: random.Random
    rows: list[Row] = field(default_factory=list)

    def phone(self) -> str:
        """A mobile number of a range that is not given out, or a landline that cannot ring."""
        number = self.rng.randrange(10**7)
        if self.rng.random() < 0.7:
            return f"090-0{number // 10**4:03}-{number % 10**4:04}"
        return f"0{self.rng.choice((3, 6))}-1{number // 10**4:03}-{number % 10**4:04}"

    def family(self) -> tuple[str, str]:
        if self.rng.random() < HALF_NAMED:
            return self.rng.choice(RARE)
        return FAMILIES[min(int(self.rng.expovariate(1 / 30)), len(FAMILIES) - 1)]

    def given(self, decade: int, *, man: bool) -> tuple[str, str]:
        names = (_MEN if man else _WOMEN)[decade]
        return tuple(self.rng.choice(names.split("|")).split())

    def address(self) -> str:
        rng = self.rng
        house = f"{rng.randint(1, 6)}-{rng.randint(1, 40)}-{rng.randint(1, 30)}"
        flat = f" コーポ試験{rng.randint(1, 9)}0{rng.randint(1, 9)}" if rng.random() < 0.3 else ""
        return f"青空県{rng.choice(TOWNS)}{house}{flat}"

    def person(self, home: Row, family: tuple[str, str]) -> Row:
        rng = self.rng
        decade = rng.choice((1940, 1950, 1960, 1970, 1980, 1990, 2000))
        given = self.given(decade, man=rng.random() < 0.45)
        born = f"{decade + rng.randint(0, 9)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        number = len(self.rows)
        own = rng.random() < 0.5
        return {
            "family": family,
            "given": given,
            "phone": self.phone() if own else home["phone"],
            "email": f"m{number}@example.jp" if rng.random() < 0.4 else "",
            "address": home["address"] if rng.random() < 0.9 else "",
            "birthday": born if rng.random() < 0.6 else "",
            "kana": rng.random() < 0.85,
        }


def hard_list(people: int, *, seed: int = 1, copies: float = 0.2) -> HardList:
    """So many people, and dirty copies of a share of them."""
    maker = _Maker(random.Random(seed))
    while len(maker.rows) < people:
        _add_home(maker)
    del maker.rows[people:]
    _add_namesakes(maker, people // 50)
    originals = list(enumerate(maker.rows))
    copied = [(n, _copy(maker, row)) for n, row in originals if maker.rng.random() < copies]
    everybody = [(n, row) for n, row in originals] + copied
    maker.rng.shuffle(everybody)
    return _written(maker.rng, everybody)


def _add_home(maker: _Maker) -> None:
    """A household: one to five people of one name, most with their own first names."""
    rng = maker.rng
    home = {"phone": maker.phone(), "address": maker.address()}
    family = maker.family()
    names: set[str] = set()
    for _member in range(rng.choice((1, 1, 1, 2, 2, 3, 4, 5))):
        person = maker.person(home, family)
        if person["given"][0] not in names and person["given"][1] not in names:
            names |= set(person["given"])
            maker.rows.append(person)


def _add_namesakes(maker: _Maker, number: int) -> None:
    """Others of the same name, with a home and a birthday of their own."""
    for row in maker.rng.sample(maker.rows, number):
        home = {"phone": maker.phone(), "address": maker.address()}
        other = maker.person(home, row["family"]) | {"given": row["given"]}
        maker.rows.append(other)


def _copy(maker: _Maker, row: Row) -> Row:
    """The same person once more, kept by somebody else: a fault or two, and gaps."""
    rng, copy = maker.rng, dict(row)
    for gap, share in (("email", 0.4), ("address", 0.35), ("birthday", 0.35), ("phone", 0.2)):
        if rng.random() < share:
            copy[gap] = ""
    if rng.random() < 0.3:
        copy["kana"] = not copy["kana"]
    faults = rng.choices(list(_FAULTS), weights=list(_FAULTS.values()), k=rng.choice((1, 1, 2)))
    for fault in faults:
        fault(maker, copy)
    return copy


def _old_form(maker: _Maker, row: Row) -> None:
    name, kana = row["family"]
    row["family"] = ("".join(OLD_FORMS.get(c, c) for c in name), kana)


def _kana_only(maker: _Maker, row: Row) -> None:
    row["style"] = maker.rng.choice(("kana", "half", "hira"))


def _homophone(maker: _Maker, row: Row) -> None:
    name, kana = row["given"]
    row["given"] = (HOMOPHONES.get(name, name), kana)
    row["kana"] = True


def _married(maker: _Maker, row: Row) -> None:
    row["family"] = maker.family()
    if maker.rng.random() < 0.5:
        row["address"] = maker.address()


def _swapped(maker: _Maker, row: Row) -> None:
    row["swapped"] = True


def _surname_only(maker: _Maker, row: Row) -> None:
    row["given"] = ("", "")


def _typo(maker: _Maker, row: Row) -> None:
    if row["phone"]:
        place = maker.rng.randint(4, len(row["phone"]) - 1)
        digit = str(maker.rng.randint(0, 9))
        if row["phone"][place] != "-":
            row["phone"] = row["phone"][:place] + digit + row["phone"][place + 1 :]


def _moved(maker: _Maker, row: Row) -> None:
    row["address"] = maker.address()


def _plain(maker: _Maker, row: Row) -> None:
    row["joined"] = True


_FAULTS: dict[Callable[[_Maker, Row], None], float] = {
    _plain: 6, _old_form: 4, _kana_only: 2.5, _homophone: 1.2, _married: 0.8, _swapped: 0.5,
    _surname_only: 0.5, _typo: 1.5, _moved: 2,
}  # fmt: skip


def _written(rng: random.Random, everybody: list[tuple[int, Row]]) -> HardList:
    """As the sheets have it: ids, widths, spaces, titles."""
    rows, ids = [], {}
    for number, (person, row) in enumerate(everybody):
        customer_id = f"{number:06}"
        ids.setdefault(person, []).append(customer_id)
        rows.append({"customer_id": customer_id, **_sheet_row(rng, row)})
    truth = {(both[0], both[1]) for both in ids.values() if len(both) == 2}
    return HardList(TABLES["customers"].shape(pd.DataFrame(rows)), truth)


def _sheet_row(rng: random.Random, row: Row) -> Row:
    kana = [_katakana(row["family"][1]), _katakana(row["given"][1])]
    return {
        "name": _name(rng, row, kana),
        "kana": _kana(rng, kana) if row["kana"] else "",
        "phone": _phone(rng, row["phone"]),
        "email": read_email(row["email"].upper()).value or "",
        "address": _address(rng, row["address"]),
        "birthday": row["birthday"],
    }


def _name(rng: random.Random, row: Row, kana: list[str]) -> str:
    parts = [row["family"][0], row["given"][0]]
    style = row.get("style", "")
    if style:
        parts = kana if style != "hira" else [row["family"][1], row["given"][1]]
    if row.get("swapped"):
        parts.reverse()
    between = "" if row.get("joined") or rng.random() < 0.2 else rng.choice((" ", "　"))
    name = between.join(part for part in parts if part)
    name += rng.choice(("", "", "", "", "様", " 様"))
    return half_width(name) if style == "half" else name


def _kana(rng: random.Random, kana: list[str]) -> str:
    text = rng.choice((" ", "　", " ", "")).join(part for part in kana if part)
    return half_width(text) if rng.random() < 0.3 else text


def _katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def _phone(rng: random.Random, phone: str) -> str:
    """Typed in one of the ways of real sheets, then read as the reader does."""
    if not phone:
        return ""
    digits = phone.replace("-", "")
    typed = rng.choice((phone, digits, digits[1:], phone.replace("-", "ー"), f"+81 {phone[1:]}"))
    return read_phone(typed).value or ""


def _address(rng: random.Random, address: str) -> str:
    if not address or rng.random() < 0.5:
        return address
    town, _flat, rest = address.partition(" ")
    head = town.rstrip("0123456789-")
    ban = town[len(head) :].split("-")
    if rng.random() < 0.5:
        town = f"{head}{ban[0]}丁目{ban[1]}番{ban[2]}号"
    if rng.random() < 0.5:
        town = town.removeprefix("青空県")
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    return (f"{town} {rest}" if rest else town).translate(wide if rng.random() < 0.3 else {})


def score(found: pd.DataFrame, truth: set[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall of pairs."""
    pairs = {(min(p), max(p)) for p in zip(found["one"], found["other"], strict=True)}
    hits = len(pairs & truth)
    return hits / max(len(pairs), 1), hits / max(len(truth), 1)
