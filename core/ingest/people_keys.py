"""What customers are compared by: phone, mail, place, birthday and name as keys (SHEETS 4).

A key is made so that two ways of writing the same thing give the same text. The number of a
customer is no evidence: another shop gives the same numbers to other people, and Excel keeps only
fifteen digits of a longer one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from core.ingest.names import name_key
from core.ingest.people_names import parts_of, plain_name, surnames_in

_FORMS = {
    "株": r"株式会社|\(株\)",
    "有": r"有限会社|\(有\)",
    "同": r"合同会社|\(同\)",
    "資": r"合資会社|\(資\)",
    "名": r"合名会社|\(名\)",
    "医": r"医療法人(?:社団|財団)?|\(医\)",
    "福": r"社会福祉法人|\(福\)",
    "学": r"学校法人|\(学\)",
    "特": r"特定非営利活動法人|NPO法人|\(特非\)",
    "社": r"(?:一般|公益)社団法人|\((?:一社|社)\)",
    "財": r"(?:一般|公益)財団法人|\((?:一財|財)\)",
}
_FORM = re.compile("|".join(f"(?P<{form}>{said})" for form, said in _FORMS.items()))
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|[^\d]{2,3}県)")
_DASHES = re.compile(r"[\u2010-\u2015\u2212ー](?=\d)|(?<=\d)[\u2010-\u2015\u2212ー]")
_STEP = re.compile(r"丁目|番地の?|番(?=\d|$|\s)|号(?=\d|$|\s|\D)|の(?=\d)")
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=丁目|番|号)")
_KANJI_DIGIT = {kanji: number for number, kanji in enumerate("一二三四五六七八九", 1)}
_BLOCK = re.compile(r"\d+(?:-\d+)+|\d+")
#: Numbers of an address that name the house; what follows names the flat.
_HOUSE = 3
_SHORTEST_TOWN = 2
_PHONE_DIGITS = 9
#: A number that ends in so many equal digits is a filler.
_FILLER = re.compile(r"(\d)\1{7}$")
_YEARLESS = 5
NAME_TEXTS = (
    "full", "family", "given", "turned", "full_reading", "family_reading", "given_reading"
)  # fmt: skip
NAME_FLAGS = ("family_kana", "given_kana", "kana_only", "whole")


def keys_of(customers: pd.DataFrame, *, crowded: int) -> pd.DataFrame:
    """The keys of all customers.

    Args:
        customers: checked customers.
        crowded: a phone, mail address or full birthday of more customers than this is a filler,
            and no key.

    Returns:
        One row per customer, in order, text empty where nothing is known: the fields of
        :class:`~core.ingest.people_names.Parts` (of companies empty), ``company, form, contact,
        phone, phone_other, email, place, room, birthday`` (with its year), ``month_day`` and the
        flags ``is_company``, ``is_person`` (the ledger says so).
    """
    customers = customers.reset_index(drop=True)
    people = name_keys(customers)
    firms = _two(customers["name"], company_key, ("company", "form"))
    places = _two(customers["address"], place_key, ("place", "room"))
    said, birthday = customers["kind"], customers["birthday"]
    is_company = firms["form"].ne("") | said.eq("company")
    for name in NAME_TEXTS:
        people[name] = people[name].mask(is_company, "")
    rest = {
        "is_company": is_company,
        "is_person": said.eq("person") & ~is_company,
        "contact": _one(customers["contact_person"], lambda text: name_key(plain_name(text))),
        "phone": _one(customers["phone"], phone_key),
        "phone_other": _one(customers["phone_other"], phone_key),
        "email": _one(customers["email"], mail_key),
        "birthday": birthday.where(birthday.str.len() > _YEARLESS, ""),
        "month_day": birthday.str[-_YEARLESS:],
    }
    keys = pd.concat([people, firms, places, pd.DataFrame(rest)], axis=1)
    return _without_fillers(keys, crowded)


def crowded_marks(customers: pd.DataFrame, *, crowded: int) -> list[tuple[str, int]]:
    """Phones (digits) and mail addresses that too many customers share, with how many do."""
    phones = _one(customers["phone"], phone_key), _one(customers["phone_other"], phone_key)
    found = []
    for marks in (_both(*phones), _one(customers["email"], mail_key)):
        counts = marks[marks.ne("")].value_counts()
        found += [(str(mark), int(n)) for mark, n in counts[counts > crowded].items()]
    return found


def name_keys(customers: pd.DataFrame) -> pd.DataFrame:
    """The fields of :class:`~core.ingest.people_names.Parts` as columns, and ``whole``."""
    pairs = list(zip(customers["name"], customers["kana"], strict=True))
    surnames = surnames_in(pairs)
    parts = [parts_of(name, kana, surnames) for name, kana in pairs]
    texts = {n: pd.Series([getattr(p, n) for p in parts], dtype="str") for n in NAME_TEXTS}
    flags = {n: pd.Series([getattr(p, n) for p in parts], dtype="bool") for n in NAME_FLAGS}
    return pd.DataFrame({**texts, **flags})


def company_key(name: str) -> tuple[str, str]:
    """A company's name without its form, and the form; ``("山田", "株")`` of 山田（株）."""
    text = plain_form(name)
    found = _FORM.search(text)
    bare = re.sub(r"[・.,()\s]+", "", _FORM.sub("", text))
    return name_key(bare), found.lastgroup or "" if found else ""


def plain_form(name: str) -> str:
    """A company's name with widths made one and without the title behind it."""
    text = unicodedata.normalize("NFKC", name).strip()
    return re.sub(r"\s*(?:御中|様)$", "", text)


def mail_key(email: str) -> str:
    """A mail address in small letters."""
    return email.strip().lower()


def phone_key(phone: str) -> str:
    """The digits of a phone number, empty for fillers such as 000-0000-0000."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < _PHONE_DIGITS or _FILLER.search(digits):
        return ""
    return digits


def place_key(address: str) -> tuple[str, str]:
    """Where a house stands, and the flat in it; both empty for an address without a number."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", address).strip())
    text = _KANJI_NUMBER.sub(lambda found: _number(found[0]), text)
    text = _STEP.sub("-", text.replace("号室", "").replace("大字", "").replace("ヶ", "ケ"))
    text = re.sub(r"\s+", "", re.sub(r"(?<=\d)\s+(?=\d)", "-", text))
    text = re.sub(r"-+", "-", _PREFECTURE.sub("", text))
    runs = list(_BLOCK.finditer(text))
    block = next((run for run in runs if "-" in run[0]), runs[0] if runs else None)
    if block is None or block.start() < _SHORTEST_TOWN:
        return "", ""
    numbers = block[0].split("-")
    behind = numbers[_HOUSE:] + re.findall(r"\d+", text[block.end() :])
    return text[: block.start()] + "-".join(numbers[:_HOUSE]), behind[-1] if behind else ""


def _number(kanji: str) -> str:
    """十二 as 12."""
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return "".join(str(_KANJI_DIGIT[digit]) for digit in kanji)
    return str(_KANJI_DIGIT.get(tens, 1) * 10 + _KANJI_DIGIT.get(ones, 0))


def _without_fillers(keys: pd.DataFrame, crowded: int) -> pd.DataFrame:
    phones = _crowd(_both(keys["phone"], keys["phone_other"]), crowded)
    days = keys["birthday"].isin(_crowd(keys["birthday"], crowded))
    return keys.assign(
        phone=keys["phone"].mask(keys["phone"].isin(phones), ""),
        phone_other=keys["phone_other"].mask(keys["phone_other"].isin(phones), ""),
        email=keys["email"].mask(keys["email"].isin(_crowd(keys["email"], crowded)), ""),
        birthday=keys["birthday"].mask(days, ""),
        month_day=keys["month_day"].mask(days, ""),
    )


def _crowd(marks: pd.Series[str], crowded: int) -> list[str]:
    counts = marks[marks.ne("")].value_counts()
    return list(counts.index[counts > crowded])


def _both(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[str]:
    """Both phones of everybody; the same one of one customer counts once."""
    return pd.concat([first, second.where(second.ne(first), "")], ignore_index=True)


def _one(texts: pd.Series[str], key: Callable[[str], str]) -> pd.Series[str]:
    """A key of every text; the same text is worked out once."""
    known = {text: key(text) if text else "" for text in texts.unique()}
    return pd.Series([known[text] for text in texts], dtype="str")


def _two(
    texts: pd.Series[str], key: Callable[[str], tuple[str, str]], names: tuple[str, str]
) -> pd.DataFrame:
    """The two keys of every text as columns."""
    known = {text: key(text) for text in texts.unique()}
    found = [known[text] for text in texts]
    first, second = (pd.Series([both[n] for both in found], dtype="str") for n in (0, 1))
    return pd.DataFrame({names[0]: first, names[1]: second})
