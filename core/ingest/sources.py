"""Whose customer numbers these are (取り込み元): numbers are unique within one source only.

Two shops of one owner, or two systems, both have a customer 001. The ledger's own source has no
name and leaves the numbers as they are; those of another one are kept as ``本店:001``, so that
nobody is ever overwritten by somebody else (SHEETS 4). Whether the two are one person is for
the evidence of names, phones and birthdays to say, never for the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from core.ingest.names import katakana, name_key

if TYPE_CHECKING:
    from core.ingest.combining import Combined

#: Columns that hold a customer's or a household's number.
ID_COLUMNS = ("customer_id", "referrer_id", "referred_id", "household_id")
#: Stands between the source and the number.
BETWEEN = ":"
_COMPARED = ("name", "kana", "phone", "phone_other", "email", "birthday")
#: What a file's name says of its day and copy, not of its shop.
_DATED = re.compile(
    r"(?:[\s_\-.]*(?:\d{4}[-_.年]\d{1,2}(?:[-_.月]\d{1,2}日?|月)?|\d{4,8}|\d{1,2}月|\(\d+\)"
    r"|copy|コピー))+$",
    re.IGNORECASE,
)
_NOT_DIGITS = re.compile(r"\D")
#: Length of a birthday without its year, ``04-01``.
_MONTH_AND_DAY = 5


@dataclass(frozen=True)
class Agreement:
    """How the people of a file and the known people of a source agree.

    Attributes:
        named: numbers that both sides name.
        found: those under which they name different people, see :func:`contradictions`.
    """

    named: int
    found: pd.DataFrame

    def other_people(self, share: float) -> bool:
        """Whether at least ``share`` of the numbers mean somebody else."""
        return self.named > 0 and len(self.found) >= share * self.named


def clean(source: str) -> str:
    """The name of a source as it is kept: trimmed, without our own colon."""
    return re.sub(r"\s+", " ", source).strip().replace(BETWEEN, "：")


def with_source(combined: Combined, source: str) -> Combined:
    """The same tables with the numbers of another source (``本店:001``).

    Numbers that carry a source of this upload already stay as they are.

    Args:
        combined: what was read.
        source: its name; empty for the ledger's own source.
    """
    source = clean(source)
    if not source:
        return combined
    named = tuple(dict.fromkeys((*combined.sources, source)))
    tables = {name: under(frame, source, named) for name, frame in combined.tables.items()}
    return replace(
        combined,
        tables=tables,
        purchases=under(combined.purchases, source, named),
        sources=named,
    )


def under(frame: pd.DataFrame, source: str, named: Sequence[str] = ()) -> pd.DataFrame:
    """A frame with every number of ours put under a source.

    Args:
        frame: any table.
        source: the cleaned name, empty for the ledger's own.
        named: sources whose numbers stay as they are.
    """
    if not source:
        return frame
    done = tuple(f"{name}{BETWEEN}" for name in named if name)
    ids: dict[str, pd.Series[str]] = {}
    for column in ID_COLUMNS:
        if column in frame.columns:
            text = frame[column].astype("str")
            stays = text.eq("") | text.str.startswith(done) if done else text.eq("")
            ids[column] = text.where(stays, f"{source}{BETWEEN}" + text)
    return frame.assign(**ids) if ids else frame


def contradictions(customers: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Numbers under which both sides name different people.

    A name that is written otherwise (kana, variants, the surname alone) is no contradiction, nor
    is a new surname where phone, e-mail or birthday say that it is the same person.

    Returns:
        ``customer_id, name_here, name_there``.
    """
    return agreement(customers, known).found


def agreement(customers: pd.DataFrame, known: pd.DataFrame) -> Agreement:
    """Compare the people of a file with known people, number by number."""
    both = _named(customers).merge(_named(known), on="customer_id", suffixes=("", "_there"))
    differing = both[both["name"] != both["name_there"]]
    rows = [{str(k): str(v) for k, v in row.items()} for row in differing.to_dict("records")]
    other = [row for row in rows if not _may_be_one(row)]
    found = pd.DataFrame(
        {
            "customer_id": [row["customer_id"] for row in other],
            "name_here": [row["name"] for row in other],
            "name_there": [row["name_there"] for row in other],
        },
        dtype="str",
    )
    return Agreement(len(both), found)


def propose_source(
    customers: pd.DataFrame,
    known: pd.DataFrame,
    candidates: Sequence[str],
    *,
    share: float,
) -> str | None:
    """The source that a file's numbers fit best.

    Args:
        customers: the file's people under their plain numbers.
        known: known people of all sources, numbers with their source.
        candidates: sources to think of, the likeliest first; ``""`` is the ledger's own.
        share: from this share of contradictions on the people are others (settings).

    Returns:
        The first candidate that knows these people, else the likeliest where it knows none of
        them; none where it means other people.
    """
    found = {c: agreement(under(customers, c), known) for c in dict.fromkeys(candidates)}
    fits = [c for c, a in found.items() if a.named and not a.other_people(share)]
    likeliest = candidates[0]
    silent = [] if found[likeliest].named else [likeliest]
    return next(iter([*fits, *silent]), None)


def source_name(file: str, taken: Iterable[str] = ()) -> str:
    """A name for the source of a file: the file's, without day and copy number.

    Args:
        file: the file's name.
        taken: names that are in use already.
    """
    stem = PurePath(file).stem
    name = clean(_DATED.sub("", stem)) or clean(stem) or "?"
    used = set(taken)
    number, free = 2, name
    while free in used:
        free, number = f"{name} {number}", number + 1
    return free


def _named(people: pd.DataFrame) -> pd.DataFrame:
    """One row for each number that has a name other than the number itself."""
    if "customer_id" not in people.columns:
        return pd.DataFrame(columns=["customer_id", *_COMPARED], dtype="str")
    said = people.reindex(columns=["customer_id", *_COMPARED]).astype("str").fillna("")
    known = said["name"].ne("") & said["name"].ne(said["customer_id"]) & said["customer_id"].ne("")
    return said[known].drop_duplicates("customer_id", keep="last")


def _may_be_one(row: dict[str, str]) -> bool:
    return _same_name(row) or _same_contact(row)


def _same_name(row: dict[str, str]) -> bool:
    """The names agree, or one is the reading or a part of the other."""
    here, there = name_key(row["name"]), name_key(row["name_there"])
    if here in there or there in here:
        return True
    read_here, read_there = _reading(row["kana"]), _reading(row["kana_there"])
    readings_here = {_reading(row["name"]), read_here} - {""}
    readings_there = {_reading(row["name_there"]), read_there} - {""}
    return bool(readings_here & readings_there) or sorted(here) == sorted(there)


def _reading(text: str) -> str:
    return re.sub(r"\s+", "", katakana(text))


def _same_contact(row: dict[str, str]) -> bool:
    if _phones(row, "") & _phones(row, "_there"):
        return True
    if row["email"] and row["email"].lower() == row["email_there"].lower():
        return True
    here, there = row["birthday"], row["birthday_there"]
    if not here or not there:
        return False
    whole = min(len(here), len(there)) > _MONTH_AND_DAY
    return here == there if whole else here[-_MONTH_AND_DAY:] == there[-_MONTH_AND_DAY:]


def _phones(row: dict[str, str], side: str) -> set[str]:
    texts = (row[f"phone{side}"], row[f"phone_other{side}"])
    return {_NOT_DIGITS.sub("", text) for text in texts} - {""}
