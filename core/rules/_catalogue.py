"""What a stage, policy, relation or state is: one entry of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from core.locale.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of an axis.

    Attributes:
        code: English symbol, the same in code, CSV and JSON.
        label: the owner's word for it.
        meaning: the rule in a sentence.
        approach: how to treat such a customer.
        source: the article or section of the rule book that it comes from.
    """

    code: str
    label: Words
    meaning: Words
    approach: Words
    source: str


def catalogue(*entries: Entry) -> dict[str, Entry]:
    """Entries by code, in the order given.

    Raises:
        ValueError: a code stands twice.
    """
    found = {entry.code: entry for entry in entries}
    if len(found) != len(entries):
        raise ValueError("a code stands twice in a catalogue")
    return found
