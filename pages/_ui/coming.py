"""What an import will do, before anything is written, and what the owner decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from core.ingest import Combined, Reading, combine
from core.ingest.sources import source_name
from core.locale.words import Money, Words, _, n_
from core.store.coming import Coming, SamePeriod
from core.tables import TABLES
from core.workspace import Workspace
from pages._ui import business, state
from pages._ui.choosing import called
from pages._ui.mailbox import Taken
from pages._ui.tables import plain_table
from pages._ui.words import md, t

#: Contradictions that are shown; more of them are counted.
PEOPLE_SHOWN = 5
OWN = ""
SAME_DAYS: dict[str, Words] = {
    "replace": _("The newer file replaces these days: no day is counted twice"),
    "once": _("What both files say counts once; the rest of both stays"),
    "add": _("Count both: they are different sales (two registers, two shops)"),
}


@dataclass(frozen=True)
class Plan:
    """What is about to be taken in.

    Attributes:
        combined: the tables of all files.
        source: whose numbers they have, empty for the ledger's own; ``same_days``: what becomes
            of days that an earlier import has too.
        coming: what it will do; None where a new ledger is made for it.
    """

    combined: Combined
    source: str = OWN
    same_days: str = ""
    coming: Coming | None = None


@dataclass(frozen=True)
class Worked:
    """What was worked out for these files over this state of the ledger.

    Attributes:
        mark: of the ledger; ``readings``: of the files.
        combined: their tables; ``found``: what an import would do, by source and same days.
    """

    mark: str
    readings: tuple[Reading, ...]
    combined: Combined
    found: dict[tuple[str, str], Coming] = field(default_factory=dict)


def plan(files: Sequence[Taken], slug: str) -> Plan:
    """Draw what an import of the files will do, with the choices there are.

    Raises:
        StoreError: the ledger refuses such an import.
    """
    readings = tuple(file.reading for file in files)
    if not slug:
        return Plan(combine(readings))
    workspace = business.workspace(slug)
    worked = _worked(workspace, slug, readings)
    st.subheader(t(_("What will change")))
    source = _whose(workspace, worked)
    same_days = _days(_of(workspace, worked, source, ""))
    coming = _of(workspace, worked, source, same_days)
    _counts(coming, readings)
    return Plan(worked.combined, source, same_days, coming)


def _worked(workspace: Workspace, slug: str, readings: tuple[Reading, ...]) -> Worked:
    """The tables of the files, put together once for each state of files and ledger."""
    mark = f"{slug}|{workspace.digest()}"
    before = state.WORKED.get()
    if before is not None and before.mark == mark and _same(before.readings, readings):
        return before
    combined = combine(readings, sources=workspace.sources_for(readings))
    worked = Worked(mark, readings, combined)
    state.WORKED.put(worked)
    return worked


def _same(before: Sequence[Reading], now: Sequence[Reading]) -> bool:
    return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))


def _of(workspace: Workspace, worked: Worked, source: str, same_days: str) -> Coming:
    key = (source, same_days)
    if key not in worked.found:
        with st.spinner(t(_("Comparing with what came in before"))):
            worked.found[key] = workspace.preview(
                worked.combined, source=source, same_days=same_days
            )
    return worked.found[key]


def _whose(workspace: Workspace, worked: Worked) -> str:
    """Whose customer numbers these are: asked where the same number means somebody else."""
    own = _of(workspace, worked, OWN, "")
    if len(own.contradictions):
        return _other_people(workspace, worked, own)
    with st.expander(t(_("When you have several shops or systems")), key="source_box"):
        st.markdown(md(_("Each shop or system has customer numbers of its own. Whose are these?")))
        names = {
            OWN: _("this ledger (as always)"),
            **{source: source for source in workspace.sources()},
        }
        return st.selectbox(
            t(_("Customer numbers of")), list(names), accept_new_options=True,
            **called("source_choice", names),
        )  # fmt: skip


def _other_people(workspace: Workspace, worked: Worked, own: Coming) -> str:
    """The same numbers with other names: another shop's, or the same people?"""
    people = own.contradictions
    said = n_(
        "One customer number belongs to somebody else in your ledger.",
        "{n} customer numbers belong to somebody else in your ledger.",
        n=len(people),
    )  # fmt: skip
    st.warning(md(said))
    shown = people.head(PEOPLE_SHOWN)
    plain_table(
        pd.DataFrame(
            {
                t(_("Customer number")): list(shown["customer_id"]),
                t(_("In this file")): list(shown["name_here"]),
                t(_("In the ledger")): list(shown["name_there"]),
            }
        )
    )
    proposed = "other" if own.source else "same"
    labels = {
        "other": _("They are numbers of another shop or system: nobody is overwritten"),
        "same": _("They are the same people: the newer name is taken"),
    }
    chosen = st.radio(
        md(_("Whose numbers are these?")), list(labels), index=list(labels).index(proposed),
        **called("other_people", _recommended(labels, proposed)),
    )  # fmt: skip
    if chosen == "same":
        return OWN
    name = own.source or source_name(worked.readings[0].file, workspace.sources())
    typed = st.text_input(t(_("Name of that shop or system")), name, key="source_name")
    return typed.strip() or name


def _recommended(labels: Mapping[str, Words], proposed: str) -> dict[str, str]:
    """What the choices are called, the proposed one with a word for it."""
    said = {**labels, proposed: _("{choice} (recommended)", choice=labels[proposed])}
    return {code: md(words) for code, words in said.items()}


def _days(coming: Coming) -> str:
    """The same period twice: which days count?"""
    if not coming.same_period:
        return ""
    st.warning(md(_("An earlier file speaks of the same period.")))
    plain_table(pd.DataFrame([_period(period, coming) for period in coming.same_period]))
    offered = [code for code in SAME_DAYS if code != "once" or coming.same_days == "once"]
    return st.radio(
        md(_("What shall count on these days?")), offered,
        index=offered.index(coming.same_days),
        **called("same_days", _recommended(SAME_DAYS, coming.same_days)),
    )  # fmt: skip


def _period(period: SamePeriod, coming: Coming) -> dict[str, str]:
    def said(lines: int, amount: int) -> str:
        money = Money(amount, coming.currency, coming.scale)
        return t(n_("{n} line, {money}", "{n} lines, {money}", n=lines, money=money))

    return {
        t(_("Earlier file")): t(_(", ")).join(period.files),
        t(_("Period")): t(_("{first} to {last}", first=period.first_day, last=period.last_day)),
        t(_("Earlier")): said(period.lines_before, period.amount_before),
        t(_("This time")): said(period.lines_now, period.amount_now),
    }


def _counts(coming: Coming, readings: Sequence[Reading]) -> None:
    """New, changed, unchanged and unread, table by table."""
    plain_table(pd.DataFrame([row for name in TABLES if (row := _row(name, coming, readings))]))
    if coming.circles:
        st.warning(md(_circles(coming.circles)))
    for problem in coming.erased:
        st.warning(md(problem.words))
    replaced = coming.counts.get("lines_replaced", 0)
    if replaced:
        money = Money(coming.replaced_amount, coming.currency, coming.scale)
        said = n_(
            "{n} line of an earlier file ({money}) counts no more.",
            "{n} lines of earlier files ({money}) count no more.",
            n=replaced, money=money,
        )  # fmt: skip
        st.markdown(md(said))


def _circles(ids: Sequence[str]) -> Words:
    """Introductions that go in a circle."""
    return n_(
        "The introduction of {ids} goes in a circle: who brought them is left blank.",
        "The introductions of {ids} go in a circle: who brought them is left blank.",
        n=len(ids), ids=t(_(", ")).join(ids[:PEOPLE_SHOWN]),
    )  # fmt: skip


def _row(name: str, coming: Coming, readings: Sequence[Reading]) -> dict[str, str] | None:
    counts = coming.counts
    if name == "purchases":
        known = counts.get("lines_known", 0)
        found = [counts.get("lines", 0) - known, 0, known]
    else:
        found = [counts.get(f"{name}_{what}", 0) for what in ("new", "updated", "unchanged")]
    sheets = [sheet for reading in readings for sheet in reading.sheets if sheet.kind == name]
    found.append(sum(sheet.rows_unread for sheet in sheets))
    if not any(found):
        return None
    heads = (_("New"), _("Changed"), _("Unchanged"), _("Left aside"))
    figures = {t(head): f"{n:,}" if n else "–" for head, n in zip(heads, found, strict=True)}
    return {t(_("Table")): t(TABLES[name].label), **figures}
