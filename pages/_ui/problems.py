"""What could not be taken as it stands: what to do about it, how many, and where."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.errors import Problem
from core.ingest import Reading
from core.ingest.issues import problem
from core.ingest.sentences import SENTENCES
from core.locale.words import Words, _, n_
from pages._ui.tables import plain_table
from pages._ui.words import md, t

#: Different problems shown, the most frequent first.
KINDS_SHOWN = 20
#: Places named for each of them.
PLACES_SHOWN = 5


def problems_box(reading: Reading, key: str) -> None:
    """The problems of a file: rows to repair first, then what was taken and wants a look."""
    if not reading.problems:
        return
    aside = sum(sheet.rows_unread for sheet in reading.sheets if sheet.tables)
    places = sum(_places_in(found) for found in reading.problems)
    st.warning(md(_how_many(places, aside)))
    repair = [found for found in reading.problems if not found.kept]
    look = [found for found in reading.problems if found.kept]
    _groups(_("To repair in the file"), repair, f"repair_{key}")
    _groups(_("Taken in; please look"), look, f"look_{key}")


def _how_many(places: int, aside: int) -> Words:
    """How much there is to look at, and whether any row is left aside for it."""
    if not aside:
        return n_(
            "One place needs a look. Every row is taken in.",
            "{n} places need a look. Every row is taken in.",
            n=places,
        )
    return n_(
        "One place needs a look; {aside} rows are left aside. The rest is taken in.",
        "{n} places need a look; {aside} rows are left aside. The rest is taken in.",
        n=places, aside=aside,
    )  # fmt: skip


def _groups(heading: Words, problems: Sequence[Problem], key: str) -> None:
    """Alike ones together, the most frequent first."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for found in problems:
        groups.setdefault((found.code, found.column), []).append(found)
    if groups:
        st.markdown(f"**{md(heading)}**")
    by_size = sorted(groups.values(), key=lambda alike: -sum(map(_places_in, alike)))
    for number, alike in enumerate(by_size[:KINDS_SHOWN]):
        with st.expander(md(_said_once(alike)), key=f"problem_{key}_{number}"):
            plain_table(_places(alike))


def _said_once(alike: Sequence[Problem]) -> Words | str:
    """One sentence for all of a kind, with how many there are."""
    first = alike[0]
    sentence = "missing" if first.code.startswith("missing_") else first.code
    if len(alike) == 1 or sentence not in SENTENCES:
        return first.words
    n = sum(map(_places_in, alike))
    return problem(
        first.code, n, first.value, first.file, first.sheet, column=first.column, kept=first.kept
    ).words


def _places_in(found: Problem) -> int:
    """How many places a problem speaks of."""
    inner = found.words.facts.get("what", found.words)
    return int(inner.facts.get("n") or 1) if isinstance(inner, Words) else 1


def _places(problems: Sequence[Problem]) -> pd.DataFrame:
    shown = problems[:PLACES_SHOWN]
    return pd.DataFrame(
        {
            t(_("Sheet")): [p.sheet or p.file for p in shown],
            t(_("Row")): [str(p.row or "") for p in shown],
            t(_("Column")): [p.column for p in shown],
            t(_("In the file")): [p.value for p in shown],
        }
    )
