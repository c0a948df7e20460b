"""Same person? (同じ方ですか) Who of a list may be one, and who lives in one household.

Nothing is rewritten here: pairs with their evidence go out, the ledger joins them when it is
read, and the owner's word stands above all evidence. Source of the rule: SHEETS 4, Duplicates.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.ingest import people_evidence
from core.ingest.people_evidence import Evidence
from core.ingest.people_keys import crowded_marks, keys_of
from core.ingest.people_pairs import Bools, Pairs, candidates, said
from core.locale.words import Words, _
from core.settings import Settings
from core.store.joining import Groups

SAME, ASK = "same", "ask"
COLUMNS = ("one", "other", "points", "verdict", "reasons")
#: Changes when the rule does, so that no stale answer is read from a cache.
FORM = "1"


@dataclass(frozen=True, slots=True)
class Finder:
    """The rule with its settings, handed to the ledger, which knows no rule.

    Attributes:
        settings: in force.
    """

    settings: Settings

    @property
    def mark(self) -> str:
        """Changes with everything but the customers that an answer depends on."""
        return f"{FORM}|{self.settings.people}"

    def find(self, customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str]]:
        """What :func:`same_people` and :func:`household_ids` say, the keys made once."""
        if customers.empty:  # every ledger begins so
            return no_pairs(), pd.Series(dtype="str")
        keys = keys_of(customers, crowded=self.settings.people.crowded)
        return _pairs(customers, keys, self.settings), _homes(customers, keys)

    def crowded(self, customers: pd.DataFrame) -> tuple[Words, ...]:
        """See :func:`crowded_words`."""
        return crowded_words(customers, self.settings)


def same_people(customers: pd.DataFrame, *, settings: Settings) -> pd.DataFrame:
    """Pairs of customers who may be the same person or company.

    Args:
        customers: checked customers, ids unique.
        settings: points and thresholds, see :class:`core.settings.people.PeopleSettings`.

    Returns:
        Unique pairs, strongest first: ``one, other`` (customer_id, the earlier row first),
        ``points``, ``verdict`` (``same``: enough without asking, ``ask``: for the owner),
        ``reasons`` (tuple of codes, see :func:`reason_words`).
    """
    return _pairs(customers, keys_of(customers, crowded=settings.people.crowded), settings)


def _pairs(customers: pd.DataFrame, keys: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    limits = settings.people
    pairs = candidates(keys, block_most=limits.block_most)
    firm = np.logical_or(*pairs.flags("is_company"))
    persons, firms = pairs.only(~firm), pairs.only(firm)
    found = [
        _kept(persons, people_evidence.people(persons, limits)),
        _kept(firms, people_evidence.companies(firms, limits)),
    ]
    ids = customers["customer_id"].to_numpy(dtype=object)
    result = pd.concat(found, ignore_index=True)
    result = result.sort_values(["points", "one", "other"], ascending=[False, True, True])
    named = {side: pd.Series(ids[result[side]], dtype="str") for side in ("one", "other")}
    return result.reset_index(drop=True).assign(**named)[list(COLUMNS)]


def no_pairs() -> pd.DataFrame:
    """Nobody may be somebody else, in the form of :func:`same_people`."""
    kinds = {"one": "str", "other": "str", "points": "float64", "verdict": "str"}
    columns = {name: pd.Series(dtype=kinds.get(name, "object")) for name in COLUMNS}
    return pd.DataFrame(columns)


def _kept(pairs: Pairs, evidence: Evidence) -> pd.DataFrame:
    """The pairs that are one or are asked about, by position."""
    keep = evidence.same | evidence.ask
    keep &= ~evidence.weak | _nobody_else(pairs, evidence)
    rows = np.flatnonzero(keep)
    return pd.DataFrame(
        {
            "one": pairs.one[rows],
            "other": pairs.other[rows],
            "points": evidence.points[rows],
            "verdict": pd.Series(np.where(evidence.same[rows], SAME, ASK), dtype="str"),
            "reasons": pd.Series(_reasons(evidence, rows), dtype=object),
        }
    )


def _nobody_else(pairs: Pairs, evidence: Evidence) -> Bools:
    """Of weak pairs those in which only one person can be meant.

    A bare 佐藤 beside a family of three on one phone could be any of them.
    """
    sure = evidence.same & ~evidence.weak
    groups = Groups()
    for one, other in zip(pairs.one[sure], pairs.other[sure], strict=True):
        groups.join(str(one), str(other))
    meant: dict[str, set[str]] = defaultdict(set)
    rows = np.flatnonzero(evidence.ask | evidence.weak)
    sides = [(groups.of(str(pairs.one[n])), groups.of(str(pairs.other[n]))) for n in rows]
    for n, (one, other) in zip(rows, sides, strict=True):
        meant[one] |= set() if evidence.vague[pairs.other[n]] else {other}
        meant[other] |= set() if evidence.vague[pairs.one[n]] else {one}
    alone = np.zeros(len(pairs), dtype=bool)
    alone[rows] = [len(meant[one]) <= 1 >= len(meant[other]) for one, other in sides]
    return alone


def _reasons(evidence: Evidence, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[object]:
    found: list[list[str]] = [[] for _row in rows]
    for code, holds in evidence.reasons.items():
        for place in np.flatnonzero(holds[rows]):
            found[place].append(code)
    return [tuple(codes) for codes in found]


def household_ids(customers: pd.DataFrame, settings: Settings) -> pd.Series[str]:
    """Household or group (世帯) of every customer, filled in where the owner has not said it.

    The same family name with the same phone or house is a household; contact persons of one
    company are a group. Only one of them is called in a week (DOMAIN 3.1).

    Returns:
        By row of ``customers``: the owner's own id where there is one, else that of another
        member, else ``H-`` and eight digits; empty for whoever stands alone.
    """
    return _homes(customers, keys_of(customers, crowded=settings.people.crowded))


def _homes(customers: pd.DataFrame, keys: pd.DataFrame) -> pd.Series[str]:
    groups = Groups()
    for marks in _household_marks(keys):
        _join_equal(groups, marks, len(keys))
    result = customers["household_id"].reset_index(drop=True).to_numpy(dtype=object).copy()
    ids = customers["customer_id"].to_numpy(dtype=object)
    for members in groups.all():
        rows = [int(member) for member in members]
        given = {result[row] for row in rows} - {""}
        if len(given) > 1:
            continue
        name = given.pop() if given else _household(min(str(ids[row]) for row in rows))
        for row in rows:
            result[row] = name
    return pd.Series(result, index=customers.index, dtype="str")


def _household(eldest: str) -> str:
    return f"H-{hashlib.sha256(eldest.encode()).hexdigest()[:8]}"


def _household_marks(keys: pd.DataFrame) -> list[pd.Series[str]]:
    """Marks of which two equal ones make a household."""
    person = ~keys["is_company"]
    found = []
    for family in ("family", "family_reading"):
        homes = (keys["place"] + "/" + keys["room"]).where(keys["place"].ne(""), "")
        for place in (keys["phone"], keys["phone_other"], homes):
            known = person & keys[family].ne("") & place.ne("")
            found.append((keys[family] + "|" + place).where(known, ""))
    # A phone that one gives first and the other second is one phone.
    phones = [pd.concat(found[n : n + 2], ignore_index=True) for n in (0, 3)]
    return [*phones, found[2], found[5], _group_of_company(keys)]


def _group_of_company(keys: pd.DataFrame) -> pd.Series[str]:
    """One company, one group; of the same name in several places each place is its own."""
    firm = keys["is_company"] & keys["company"].ne("")
    name = keys["company"].where(firm, "")
    places = keys["place"].where(keys["place"].ne("")).groupby(name).transform("nunique")
    known = firm & ((places <= 1) | keys["place"].ne(""))
    return (name + "|" + keys["place"].where(places > 1, "")).where(known, "")


def _join_equal(groups: Groups, marks: pd.Series[str], count: int) -> None:
    """Join the rows of the same mark; all ``count`` rows may stand a second time behind."""
    texts = marks.to_numpy(dtype=object)
    rows = np.flatnonzero(said(texts) & marks.duplicated(keep=False).to_numpy())
    first: dict[str, str] = {}
    for row in rows:
        name = str(row % count)
        groups.join(first.setdefault(str(texts[row]), name), name)


def crowded_words(customers: pd.DataFrame, settings: Settings) -> tuple[Words, ...]:
    """Which phones and mail addresses were taken for nobody's own, because so many share them."""
    found = crowded_marks(customers, crowded=settings.people.crowded)
    return tuple(
        _("{mark} stands with {n} customers, so it tells nobody apart.", mark=mark, n=n)
        for mark, n in found
    )


def reason_words(code: str) -> Words:
    """A reason of a pair for the owner.

    Raises:
        KeyError: there is no such reason.
    """
    return _REASONS[code]


_REASONS: Mapping[str, Words] = {
    "name_equal": _("The given name is the same."),
    "reading_alike": _("The given name is read the same."),
    "sounds_alike": _("The given name is read the same but written differently."),
    "given_differs": _("The given name is written differently."),
    "given_unknown": _("The given name of one of them is not known."),
    "order_swapped": _("Family name and given name stand the other way round."),
    "kana_only": _("One name is only written in kana."),
    "family_equal": _("The family name is the same."),
    "family_sounds": _("The family name is read the same but written differently."),
    "surname_changed": _("The family name differs (perhaps by marriage)."),
    "phone": _("The phone number is the same."),
    "phone_near": _("The phone numbers differ by one slip only."),
    "email": _("The e-mail address is the same."),
    "address": _("The address is the same."),
    "birthday": _("The birthday is the same."),
    "month_day": _("The birthday is the same as far as it is known."),
    "birthday_differs": _("The birthdays differ."),
    "all_else_differs": _("Phone, e-mail and address all differ as far as they are known."),
    "company_equal": _("The company name is the same."),
    "nothing_else": _("Nothing but the name is known of one of them."),
    "nothing_shared": _("Nothing else is known of both that could be compared."),
    "owner": _("You said so."),
}
