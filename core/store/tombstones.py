"""Who was erased, so that nobody comes back (墓標): keyed marks, in the ledger and beside it.

A mark says nothing without the key. The file beside the ledger only grows, line by line, and
survives a ledger that was restored or replaced; where the two differ, it is right.

=================================  ===============================================================
``id:<mark>``                      a customer's number
``kept:<mark>``                    a number whose purchases stay under one that says nothing
``who:<mark>``                     name and phone, name and birthday, name and mail
``text:<where>:<mark>:<places>``   a text about somebody else, and what was blanked in it
``lifted:<moment>``                that an erasure was lifted, for other computers to know
``check:<mark>``                   that the key is still the same
=================================  ===============================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

import sqlalchemy as sa

from core.store.journal import Write
from core.store.keyed import Keyed, known
from core.store.places import Place, write_text
from core.store.schema import ERASED
from core.store.texts import Found, blanked

_TEXT = re.compile(r"text:(?P<where>[^:]*):(?P<mark>[0-9a-f]{64}):(?P<places>[\d,-]+)")
#: The moment of the mark of the key; it stays when an erasure is lifted.
ALWAYS = "always"
_LIFTED = "lifted:"
#: Stand-ins for numbers: of purchases that stay, of a household that was called after somebody.
_NOBODY, _HOUSEHOLD = "X-", "H-"
_STAND_IN = 10


@dataclass(frozen=True)
class Marks:
    """The marks in force.

    Attributes:
        keyed: the business's key.
        at: {mark: moment of the erasure}; the marks of one erasure share theirs.
    """

    keyed: Keyed
    at: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(mark.startswith("id:") for mark in self.at)

    def of_id(self, customer_id: str) -> str:
        """The moment at which a number was erased, empty where it was not."""
        return self.at.get(id_mark(self.keyed, customer_id), "")

    def among(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of some numbers that were erased."""
        return frozenset(i for i in ids if self.of_id(i)) if self else frozenset()

    def of_identities(self, identities: Iterable[tuple[str, ...]]) -> str:
        """The moment at which somebody who is told by any of these was erased."""
        found = (self.at.get(who_mark(self.keyed, each), "") for each in identities)
        return next((at for at in found if at), "")

    def keeps(self, customer_id: str) -> bool:
        """Whether the purchases of an erased number stay, under one that says nothing."""
        return kept_mark(self.keyed, customer_id) in self.at

    def texts(self, where: str | None = None) -> dict[str, tuple[tuple[int, int], ...]]:
        """{mark of a text: places blanked in it}, of one column only or of all."""
        found = (match for match in map(_TEXT.fullmatch, self.at) if match)
        return {
            match["mark"]: _places(match["places"])
            for match in found
            if where is None or unquote(match["where"]) == where
        }

    def blanked(self, text: str) -> str:
        """A text, with what was blanked in it at an erasure."""
        return blanked_by(self.keyed, self.texts(), [text]).get(text, text)

    def columns(self) -> set[str]:
        """``table.column`` of all columns in which a text was blanked."""
        found = (match for match in map(_TEXT.fullmatch, self.at) if match)
        return {unquote(match["where"]) for match in found} - {""}

    @property
    def strange_key(self) -> bool:
        """Whether the marks were made under another key, so that nobody is known again."""
        return bool(self) and check_mark(self.keyed) not in self.at


def id_mark(keyed: Keyed, customer_id: str) -> str:
    """The mark of a customer's number."""
    return f"id:{keyed.mark('id', customer_id)}"


def kept_mark(keyed: Keyed, customer_id: str) -> str:
    """The mark of a number whose purchases stay."""
    return f"kept:{keyed.mark('kept', customer_id)}"


def who_mark(keyed: Keyed, identity: tuple[str, ...]) -> str:
    """The mark of what tells a person, see :mod:`core.ingest.identifying`."""
    return f"who:{keyed.mark('who', *identity)}"


def text_mark(keyed: Keyed, where: str, text: str, found: Found) -> str:
    """The mark of a text, and what is blanked in it."""
    places = ",".join(f"{start}-{end}" for start, end in found.places)
    return f"text:{quote(where)}:{keyed.mark('text', text)}:{places}"


def check_mark(keyed: Keyed) -> str:
    """The mark by which the key itself is known again."""
    return f"check:{keyed.mark('check')}"


def blanked_by(
    keyed: Keyed, marks: Mapping[str, tuple[tuple[int, int], ...]], texts: Iterable[str]
) -> dict[str, str]:
    """{text: the same with the erased words blanked} of those texts that are marked."""
    found = {}
    for text in texts if marks else ():
        places = marks.get(keyed.mark("text", text))
        if places:
            found[text] = blanked(text, places)
    return found


def stand_in(keyed: Keyed, customer_id: str) -> str:
    """The number that says nothing, under which purchases of an erased one stay."""
    return _NOBODY + keyed.mark("stand-in", customer_id)[:_STAND_IN]


def slip(keyed: Keyed, order_id: str) -> str:
    """The number of a slip of such purchases: the same slip is known again, but not by its number.

    So that lines of a later export still take the place of the same lines of an earlier one.
    """
    return keyed.mark("slip", order_id)[:_STAND_IN] if order_id else ""


def household(keyed: Keyed, household_id: str) -> str:
    """The number of a household that had an erased customer's."""
    return _HOUSEHOLD + keyed.mark("household", household_id)[:_STAND_IN]


# In the ledger and beside it


def in_force(connection: sa.Connection, place: Place) -> Marks:
    """The marks in force."""
    return Marks(known(place.key), _in_ledger(connection))


def put(write: Write, place: Place, at: str, marks: Iterable[str]) -> None:
    """Write marks of an erasure; one that stands already keeps its moment."""
    held = _in_ledger(write.connection)
    said = dict.fromkeys(marks, at) | {check_mark(known(place.key)): ALWAYS}
    rows = [{"mark": mark, "at": when} for mark, when in said.items() if mark not in held]
    if rows:
        write.connection.execute(sa.insert(ERASED), rows)


def lift(write: Write, at: str) -> bool:
    """Take the marks of one erasure away; whether there were any."""
    done = write.connection.execute(sa.delete(ERASED).where(ERASED.c.at == at))
    if done.rowcount:
        values = {"mark": f"{_LIFTED}{at}", "at": ALWAYS}
        write.connection.execute(sa.insert(ERASED).values(**values))
    return done.rowcount > 0


def _lifted(held: Mapping[str, str]) -> set[str]:
    return {mark.removeprefix(_LIFTED) for mark in held if mark.startswith(_LIFTED)}


def moments(connection: sa.Connection) -> dict[str, int]:
    """{moment of an erasure: how many numbers were erased}, the newest first."""
    held = _in_ledger(connection)
    found: dict[str, int] = dict.fromkeys(sorted(set(held.values()), reverse=True), 0)
    for mark, at in held.items():
        found[at] += mark.startswith("id:")
    return {at: number for at, number in found.items() if number}


def beside(place: Place) -> dict[str, str]:
    """{mark: moment, or empty where it was lifted} of the file beside the ledger."""
    path, found = place.erased, dict[str, str]()
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    for line in lines:
        sign, at, mark = line.split(" ", 2)
        if sign == "+":
            found[mark] = at
        else:
            found |= dict.fromkeys((m for m, when in found.items() if when == at), "")
            found[f"{_LIFTED}{at}"] = ALWAYS
    return found


def write_beside(connection: sa.Connection, place: Place) -> None:
    """Bring the file beside the ledger to what the ledger says: new marks, marks lifted."""
    held = _in_ledger(connection)
    there = {mark: at for mark, at in beside(place).items() if at}
    gone = sorted(_lifted(held) & set(there.values()))
    new = [f"+ {at} {mark}" for mark, at in held.items() if there.get(mark) != at]
    lines = [*(f"- {at} lifted" for at in gone), *new]
    if lines:
        before = place.erased.read_text(encoding="ascii") if place.erased.exists() else ""
        write_text(place.erased, before + "".join(f"{line}\n" for line in lines))


def missing(connection: sa.Connection, place: Place) -> tuple[dict[str, list[str]], set[str]]:
    """What a restored ledger does not know: (marks of erasures since, moments lifted since)."""
    held, there = _in_ledger(connection), beside(place)
    since: dict[str, list[str]] = {}
    for mark, at in there.items():
        if at and mark not in held and at not in _lifted(held):
            since.setdefault(at, []).append(mark)
    said = _lifted(there) - _lifted(held)
    return since, said & set(held.values())


def _in_ledger(connection: sa.Connection) -> dict[str, str]:
    rows = connection.execute(sa.select(ERASED.c.mark, ERASED.c.at).order_by(ERASED.c.id))
    return {row.mark: row.at for row in rows}


def _places(text: str) -> tuple[tuple[int, int], ...]:
    pairs = (part.split("-") for part in text.split(","))
    return tuple((int(start), int(end)) for start, end in pairs)
