"""Backups on a page: the list, taking one, going back, and the card of a damaged ledger."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError, DamagedLedger
from core.locale.words import Words, _, n_
from core.store.backup import WHY
from core.workspace import (
    Backup,
    Gone,
    Workspace,
    go_back,
    gone,
    home,
    mend,
    mendable,
    newest_good,
)
from pages._ui import business, cache, recount, state, then, weekly
from pages._ui.choosing import called
from pages._ui.tables import plain_table
from pages._ui.words import md, t

#: What was done since a backup is named up to so many times; more is counted.
NAMED = 5
MEGABYTE = 1_000_000


def section(workspace: Workspace) -> None:
    """Everything about the backups of a business: the list, a new one, the way back."""
    st.subheader(t(_("Backups")))
    st.markdown(
        md(
            _(
                "A backup is taken every day, and before every sheet that you bring in. Seven "
                "days and eight weeks of them are kept, for 90 days at most."
            )
        )
    )
    if (problem := workspace.backup_problem()) is not None:
        st.error(md(_("Today's backup could not be taken. {why}", why=problem)))
    st.button(t(_("Take a backup now")), key="back_up", on_click=_take, args=(workspace,))
    found = workspace.backups()
    wanted = state.RESTORING.get()
    if chosen := next((b for b in found if b.id == wanted), None):
        _confirm(workspace, chosen)
    elif found:
        _choose(found)
    else:
        st.markdown(md(_("There is no backup yet.")))


def _choose(found: list[Backup]) -> None:
    plain_table(pd.DataFrame([_row(backup) for backup in found]))
    # With the number: two of one minute must not be called the same.
    labels = {backup.id: f"{backup.number}: {t(_when(backup))}" for backup in found}
    chosen = st.selectbox(t(_("Which backup")), list(labels), **called("backup_chosen", labels))
    st.button(t(_("Go back to this backup")), key="go_back", on_click=state.RESTORING.put,
              args=(chosen,))  # fmt: skip


def _row(backup: Backup) -> dict[str, str]:
    return {
        t(_("Number")): str(backup.number),
        t(_("Taken")): t(_when(backup)),
        t(_("Occasion")): t(WHY[backup.why]),
        t(_("Customers")): f"{backup.customers:,}",
        t(_("Purchase lines")): f"{backup.lines:,}",
        t(_("Size")): f"{backup.size / MEGABYTE:,.1f} MB",
    }


def _when(backup: Backup) -> Words:
    return _("{day}, {time}", day=backup.at, time=f"{backup.at:%H:%M}")


def _counts(backup: Backup) -> Words:
    return _(
        "Backup of {when}: {customers} customers, {lines} purchase lines.",
        when=_when(backup),
        customers=backup.customers,
        lines=backup.lines,
    )


def _confirm(workspace: Workspace, chosen: Backup) -> None:
    """What will be lost, said once; what is there now is kept too."""
    lost = workspace.done_since(chosen)
    with st.container(border=True, key="restore_confirm"):
        st.markdown(f"**{md(_counts(chosen))}**")
        if lost:
            st.warning(
                md(
                    n_(
                        "{n} thing done since then will be gone:",
                        "{n} things done since then will be gone:",
                        n=len(lost),
                    )
                )
            )
            st.markdown("\n".join(f"- {md(action.words)}" for action in lost[:NAMED]))
        else:
            st.markdown(md(_("Nothing was done since then.")))
        st.markdown(md(_("What is there now is kept as a backup too, so you can come back.")))
        with st.container(horizontal=True):
            st.button(t(_("Yes, go back to this backup")), key="restore_yes", type="primary",
                      on_click=_go_back, args=(workspace.business.slug, chosen.id))  # fmt: skip
            st.button(t(_("Do not go back")), key="restore_no", on_click=state.RESTORING.put,
                      args=("",))  # fmt: skip


def _take(workspace: Workspace) -> None:
    def take() -> Words:
        return _("A backup is taken. {counts}", counts=_counts(workspace.back_up()))

    _said(take)


def _go_back(slug: str, backup_id: str) -> None:
    def back() -> Words:
        try:
            taken = go_back(home(), slug, backup_id, now=state.CLOCK.get())
        finally:
            _forget()
        return _("The ledger is as it was. {counts}", counts=_counts(taken))

    state.RESTORING.put("")
    _said(back)


def _mend(slug: str) -> None:
    def mended() -> Words:
        mend(home(), slug, now=state.CLOCK.get())
        _forget()
        return _("The damaged files are whole again. Nothing that you recorded is lost.")

    _said(mended)


def _forget() -> None:
    """Open everything anew, in every window: the ledger is another one now."""
    cache.forget_ledgers()
    then.forget()
    weekly.forget()
    recount.slot_of.clear()
    state.CUSTOMER.put("")
    state.LAST_ACTION.put(None)
    state.WORKED.put(None)


def _said(work: Callable[[], Words]) -> None:
    try:
        state.NOTICE.put(work())
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def notice() -> None:
    """What the last click on this section did, said once."""
    if (done := state.NOTICE.take()) is not None:
        st.success(md(done))


# ---- a damaged ledger


def damaged_card(error: DamagedLedger) -> None:
    """What is damaged, that nothing was changed, and the way out."""
    slug = business.current_slug()
    if (problem := state.PROBLEM.take()) is not None:
        st.error(md(problem))
    with st.container(border=True, key="damaged"):
        st.error(md(_("The ledger is damaged. It was not opened, and nothing was changed.")))
        st.markdown("\n".join(f"- {md(what)}" for what in error.what))
        with st.spinner(t(_("Looking through the backups"))):
            mended, newest = mendable(home(), slug), newest_good(home(), slug)
        if mended:
            st.markdown(md(_("A backup holds these very files, so nothing has to be lost.")))
            st.button(t(_("Bring the damaged files back")), key="mend", type="primary",
                      on_click=_mend, args=(slug,))  # fmt: skip
        if newest is None:
            st.markdown(
                md(_("No good backup was found. Please keep the data folder and ask for help."))
            )
            return
        st.markdown(md(_counts(newest)))
        st.markdown(
            md(
                _(
                    "What was recorded after it does not come back; the damaged files are set "
                    "aside and kept for 90 days."
                )
            )
        )
        st.button(t(_("Go back to this backup")), key="restore_newest",
                  type="secondary" if mended else "primary", on_click=_go_back,
                  args=(slug, newest.id))  # fmt: skip


# ---- a business that is gone


def lost_businesses() -> None:
    """Businesses of which only backups are left, each with the way back."""
    for lost in gone(home()):
        _lost(lost)


def _lost(lost: Gone) -> None:
    with st.container(border=True, key=f"lost_{lost.slug}"):
        st.markdown(
            md(_("Only backups are left of {name}.", name=lost.newest.business or lost.slug))
        )
        st.markdown(md(_counts(lost.newest)))
        st.button(t(_("Go back to this backup")), key=f"restore_lost_{lost.slug}",
                  on_click=_go_back, args=(lost.slug, lost.newest.id))  # fmt: skip
