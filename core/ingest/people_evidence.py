"""The evidence that two customers are one: what agrees, what contradicts, how many points.

The rule of SHEETS 4: the given names must agree, by text or by reading, and besides a phone, a
mail address, a house or a birthday. A family on one phone therefore stays a family, and
namesakes stay two. Everything here works on whole columns of candidate pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.ingest.people_names import common_surnames, unvoiced
from core.ingest.people_pairs import Bools, Pairs, Texts, said
from core.settings.people import PeopleSettings

Readings = Mapping[str, set[str]]


@dataclass(frozen=True)
class Evidence:
    """What is known of candidate pairs, one entry a pair.

    Attributes:
        points: the sum of all that agrees and contradicts.
        same: enough to be joined without asking; ``ask``: enough to ask the owner.
        weak: something needed is not known (such as a given name), so it only holds where
            nobody else could be meant.
        vague: by row of the keys: who is too little known to be meant by a weak pair.
        reasons: {code: where it holds}, the strongest kinds first.
    """

    points: np.ndarray[tuple[int], np.dtype[np.float64]]
    same: Bools
    ask: Bools
    weak: Bools
    vague: Bools
    reasons: dict[str, Bools]


def people(pairs: Pairs, settings: PeopleSettings) -> Evidence:
    """The evidence that two persons are one."""
    given, family = names(pairs, settings)
    marks = contacts(pairs) | birthdays(pairs)
    sure = (given["name_equal"] | given["reading_alike"]) & family["family_equal"]
    marks["phone_near"] = _phone_near(pairs, sure & ~marks["phone"])
    marks["all_else_differs"] = marks["birthday"] & _all_else_differs(pairs, marks)
    reasons = given | family | marks
    points = _sum(reasons, settings)
    agree = given["name_equal"] | given["reading_alike"] | given["sounds_alike"]
    something = np.logical_or.reduce(
        [marks[c] for c in ("phone", "phone_near", "email", "address", "birthday", "month_day")]
    )
    firm = agree & something & (points >= settings.ask_from)
    same = firm & (points >= settings.same_from) & ~marks["birthday_differs"]
    vague = ~pairs.keys["whole"].to_numpy(dtype=bool)
    some_vague = vague[pairs.one] | vague[pairs.other]
    weak = _weak(given, family, marks, some_vague) & (points >= settings.weak_from)
    # A family shares phone and house, but hardly a birthday or a mail address.
    unsure = weak & ~marks["birthday"] & ~marks["email"]
    return Evidence(points, same, (firm & ~same) | weak, unsure, vague, reasons)


def _weak(
    given: dict[str, Bools], family: dict[str, Bools], marks: dict[str, Bools], some_vague: Bools
) -> Bools:
    """Pairs of one family name whose given names cannot be compared, or are written otherwise.

    Where both are known, a phone and a house say too little: a family shares them.
    """
    own = marks["birthday"] | marks["email"]
    unknown = given["given_unknown"] & (some_vague | own)
    contact = marks["phone"] | marks["email"] | marks["address"]
    otherwise = given["given_differs"] & marks["birthday"]
    open_: Bools = (unknown | otherwise) & family["family_equal"] & contact
    return open_ & ~marks["birthday_differs"]


def companies(pairs: Pairs, settings: PeopleSettings) -> Evidence:
    """The evidence that two companies are one; branches have other names."""
    firm_one, firm_other = pairs.flags("is_company")
    person_one, person_other = pairs.flags("is_person")
    named = pairs.same("company") & ~person_one & ~person_other & (firm_one | firm_other)
    marks = contacts(pairs)
    something = marks["phone"] | marks["email"] | marks["address"]
    vague = _vague(pairs.keys)
    empty, comparable = vague[pairs.one] | vague[pairs.other], _comparable(pairs)
    both = firm_one & firm_other
    alone = both & ~something & empty
    reasons = {
        "company_equal": named,
        **marks,
        "nothing_else": alone,
        "nothing_shared": both & ~something & ~empty & ~comparable,
    }
    points = _sum(reasons, settings)
    possible = named & ~_contact_differs(pairs) & (points >= settings.ask_from)
    forms = pairs.known("form") & ~pairs.same("form")
    same = possible & both & ~forms & (points >= settings.same_from)
    return Evidence(points, same, possible & ~same, alone & named, vague, reasons)


def contacts(pairs: Pairs) -> dict[str, Bools]:
    """Where phone, mail address and house agree."""
    phones = [pairs.same(*columns) for columns in _PHONES]
    one, other = pairs.texts("room")
    flat = np.equal(one, other).astype(bool) | ~said(one) | ~said(other)
    return {
        "phone": np.logical_or.reduce(phones),
        "email": pairs.same("email"),
        "address": pairs.same("place") & flat,
    }


def birthdays(pairs: Pairs) -> dict[str, Bools]:
    """Where birthdays agree, agree as far as they are known, or contradict each other."""
    full, day = pairs.same("birthday"), pairs.same("month_day")
    differs = (pairs.known("birthday") & ~full) | (pairs.known("month_day") & ~day)
    return {"birthday": full, "month_day": day & ~full & ~differs, "birthday_differs": differs}


def names(pairs: Pairs, settings: PeopleSettings) -> tuple[dict[str, Bools], dict[str, Bools]]:
    """Where given names and family names agree, and how."""
    whole = np.logical_or(*pairs.flags("whole"))
    text, reading = pairs.same("full") & whole, pairs.same("full_reading") & whole
    swapped = _swapped(pairs) & ~text
    two_texts = _two_texts(pairs, "given")
    learned, refuted = _as_others_read(pairs, ~two_texts)
    equal = pairs.same("given") | text | swapped
    alike = (reading | _read_alike(pairs, settings.reading_alike) | learned) & ~equal
    told = two_texts | _two_readings(pairs, "given") | refuted
    differs = ~(equal | alike) & two_texts & ~_two_readings(pairs, "given")
    given = {
        "name_equal": equal,
        "reading_alike": alike & ~two_texts,
        "sounds_alike": alike & two_texts,
        "given_differs": differs,
        "given_unknown": ~(equal | alike | told),
        "order_swapped": swapped,
        "kana_only": np.logical_xor(*pairs.flags("kana_only")),
    }
    return given, _family(pairs, text | swapped, reading | learned)


def _family(pairs: Pairs, whole_text: Bools, whole_reading: Bools) -> dict[str, Bools]:
    equal = pairs.same("family") | whole_text
    sound = (_same_sound(pairs) | whole_reading) & ~equal
    two_texts = _two_texts(pairs, "family")
    told = two_texts | _two_readings(pairs, "family")
    return {
        "family_equal": equal | (sound & ~two_texts),
        "family_sounds": sound & two_texts,
        "surname_changed": ~equal & ~sound & told,
    }


def _same_sound(pairs: Pairs) -> Bools:
    """Whether family names may be read alike; ヤマザキ and ヤマサキ are."""
    one, other = pairs.texts("family_reading")
    spoken = {reading: unvoiced(reading) for reading in {*one, *other}}
    same = [spoken[a] == spoken[b] != "" for a, b in zip(one, other, strict=True)]
    known = np.array(same, dtype=bool)
    for side in (pairs, pairs.turned()):
        text, reading = side.texts("family", "family_reading")
        known |= _may_be_read(text, reading, common_surnames())
    return known


def _may_be_read(text: Texts, reading: Texts, known: Mapping[str, frozenset[str]]) -> Bools:
    nobody: frozenset[str] = frozenset()
    found = [r in known.get(t, nobody) for t, r in zip(text, reading, strict=True)]
    return np.array(found, dtype=bool)


def _swapped(pairs: Pairs) -> Bools:
    texts = pairs.same("given", "family") & pairs.same("family", "given")
    one, other = "given_reading", "family_reading"
    whole = pairs.same("turned", "full") | pairs.same("full", "turned")
    return texts | whole | (pairs.same(one, other) & pairs.same(other, one))


def _read_alike(pairs: Pairs, least: float) -> Bools:
    one, other = pairs.texts("given_reading")
    known = said(one) & said(other)
    alike = np.zeros(len(pairs), dtype=bool)
    scores = process.cpdist(one[known], other[known], scorer=fuzz.ratio)
    alike[known] = scores >= least
    return alike


def _two_texts(pairs: Pairs, part: str) -> Bools:
    """Both are written in kanji, so that the texts can be compared."""
    one, other = pairs.flags(f"{part}_kana")
    return pairs.known(part) & ~one & ~other


def _two_readings(pairs: Pairs, part: str) -> Bools:
    return pairs.known(f"{part}_reading")


def _as_others_read(pairs: Pairs, which: Bools) -> tuple[Bools, Bools]:
    """A name in kanji beside one in kana: whether others of the list read it so.

    Returns:
        Where the whole name may be read so, and where the given name is known and read otherwise.
    """
    learned, refuted = np.zeros(len(pairs), dtype=bool), np.zeros(len(pairs), dtype=bool)
    given = _known_readings(pairs.keys, "given")
    family = _known_readings(pairs.keys, "family")
    for text, found in common_surnames().items():
        family[text] |= found
    for side in (pairs, pairs.turned()):
        written, reading = side.texts("given", "full_reading")
        none_said = ~said(side.texts("full_reading")[0])
        kana = side.flags("given_kana")[0]
        whole = side.flags("whole")[1]
        rows = np.flatnonzero(which & whole & none_said & said(written) & said(reading) & ~kana)
        families = side.texts("family")[0]
        for row in rows:
            readings = given.get(written[row], set())
            ways = product(family.get(families[row], set()), readings)
            learned[row] |= any(reading[row] in (f"{f}{g}", f"{g}{f}") for f, g in ways)
            refuted[row] |= bool(readings) and not any(g in str(reading[row]) for g in readings)
    return learned, refuted & ~learned


def _known_readings(keys: pd.DataFrame, part: str) -> defaultdict[str, set[str]]:
    """{text: its readings} as far as the list itself says."""
    said_so = keys[[part, f"{part}_reading"]][~keys[f"{part}_kana"]].drop_duplicates()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for text, reading in said_so.itertuples(index=False):
        if text and reading:
            found[text].add(reading)
    return found


_PHONES = tuple(product(("phone", "phone_other"), repeat=2))


def _phone_near(pairs: Pairs, which: Bools) -> Bools:
    """Phones that differ by one slip: a digit, or two digits that changed places."""
    near = np.zeros(len(pairs), dtype=bool)
    rows = np.flatnonzero(which)
    for columns in _PHONES:
        one, other = pairs.only(which).texts(*columns)
        known = said(one) & said(other)
        slips = process.cpdist(one[known], other[known], scorer=OSA.distance)
        near[rows[known]] |= slips == 1
    return near


_REACHED = ("email", "place")


def _all_else_differs(pairs: Pairs, marks: dict[str, Bools]) -> Bools:
    """Two or more of phone, mail and house are known of both, and none agrees.

    In a long list two people of one name are born on one day now and then.
    """
    known = sum(pairs.known(column).astype("int64") for column in ("phone", *_REACHED))
    agrees = marks["phone"] | marks["phone_near"] | marks["email"] | marks["address"]
    differs: Bools = (known > 1) & ~agrees
    return differs


def _vague(keys: pd.DataFrame) -> Bools:
    """Companies of which nothing but the name is known."""
    columns = [said(keys[c].to_numpy(dtype=object)) for c in ("phone", "phone_other", *_REACHED)]
    vague: Bools = ~np.logical_or.reduce(columns)
    return vague


def _comparable(pairs: Pairs) -> Bools:
    known: Bools = np.logical_or.reduce([pairs.known(c) for c in ("phone", *_REACHED)])
    return known


def _contact_differs(pairs: Pairs) -> Bools:
    """Two people to speak to are two customers, even of one company."""
    differs = np.zeros(len(pairs), dtype=bool)
    rows = np.flatnonzero(pairs.known("contact") & pairs.same("company"))
    one, other = pairs.texts("contact")
    for row in rows:
        a, b = str(one[row]), str(other[row])
        differs[row] = not (a.startswith(b) or b.startswith(a))
    return differs


def _sum(
    reasons: Mapping[str, Bools], settings: PeopleSettings
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Points of everything that holds; what has no points of its own only says how."""
    size = len(next(iter(reasons.values())))
    points = np.zeros(size)
    for code, holds in reasons.items():
        points += getattr(settings, _POINTS[code]) * holds if code in _POINTS else 0
    return points


#: The points of each reason: fields of the settings.
_POINTS = {
    "name_equal": "given_equal",
    "reading_alike": "given_read",
    "sounds_alike": "given_sounds",
    "family_equal": "family_equal",
    "family_sounds": "family_sounds",
    "surname_changed": "family_differs",
    "phone": "phone",
    "phone_near": "phone_near",
    "email": "email",
    "address": "address",
    "birthday": "birthday",
    "month_day": "month_day",
    "birthday_differs": "birthday_differs",
    "all_else_differs": "all_else_differs",
    "company_equal": "company_equal",
    "nothing_else": "nothing_else",
    "nothing_shared": "nothing_shared",
}
