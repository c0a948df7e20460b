"""What came in so far, each import with the way back; help where nothing has."""

from __future__ import annotations

import io

import streamlit as st

from core.export.template import template
from core.locale.words import Words, _, n_
from core.workspace import Batch, Workspace
from pages._ui import business, importing, samples
from pages._ui.words import md, spoken, t

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def history(workspace: Workspace) -> None:
    """Every import, the newest first, with the way back."""
    batches = workspace.batches()
    if not batches:
        return
    st.subheader(t(_("What came in")))
    for batch in reversed(batches):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            first, *rest = [md(line) for line in described(batch)]
            st.markdown("  \n".join([f"**{first}**", *rest]))
            if batch.active:
                st.button(t(_("Take it back")), key=f"undo_batch_{batch.id}",
                          on_click=importing.switch, args=(batch.id, False))  # fmt: skip
            else:
                st.button(t(_("Bring it in again")), key=f"redo_batch_{batch.id}",
                          on_click=importing.switch, args=(batch.id, True))  # fmt: skip


def described(batch: Batch) -> list[Words]:
    """An import in a few lines: which files and when; what came of it."""
    files = t(_(", ")).join(batch.files)
    if not batch.active:
        return [_("{files}, {day}: taken back", files=files, day=batch.created)]
    return [_("{files}, {day}", files=files, day=batch.created), *_came_of(batch)]


def _came_of(batch: Batch) -> list[Words]:
    lines = []
    if batch.lines and batch.first_day and batch.last_day:
        lines.append(n_(
            "{n} purchase line, from {first} to {last}",
            "{n} purchase lines, from {first} to {last}",
            n=batch.lines, first=batch.first_day, last=batch.last_day,
        ))  # fmt: skip
    new = int(batch.counts.get("customers_new", 0))
    updated = int(batch.counts.get("customers_updated", 0))
    if new:
        lines.append(n_("{n} new customer", "{n} new customers", n=new))
    if updated:
        lines.append(n_("{n} customer changed", "{n} customers changed", n=updated))
    gone = int(batch.counts.get("originals_removed", 0))
    if gone:
        lines.append(n_(
            "{n} original file is not kept: it named somebody who was erased",
            "{n} original files are not kept: they named somebody who was erased",
            n=gone,
        ))  # fmt: skip
    if batch.sources:
        lines.append(_("Customer numbers of {source}", source=t(_(", ")).join(batch.sources)))
    return lines


def help_to_begin() -> None:
    """Where nothing has come in: a blank ledger to fill in, and a sample to look at."""
    st.markdown(md(_("No sheet at hand? Fill in our blank ledger, or look at a sample first.")))
    with st.container(horizontal=True):
        st.download_button(
            t(_("Download the blank ledger (Excel)")), _blank_ledger,
            file_name=t(_("Customer ledger.xlsx")), mime=EXCEL, key="blank_ledger",
            on_click="ignore",
        )  # fmt: skip
        if st.button(t(_("Try it with the sample data")), key="intake_sample"):
            with st.spinner(t(_("Preparing the sample"))):
                business.look_at(samples.open_sample(next(iter(samples.SAMPLES))))
            st.switch_page("pages/review.py")


def _blank_ledger() -> bytes:
    target = io.BytesIO()
    template(target, spoken())
    return target.getvalue()
