"""Between the uploader and the ledger: taking in, taking back."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.workspace import Batch, Workspace, home
from pages._ui import business, state
from pages._ui.coming import Plan
from pages._ui.mailbox import Taken, destination
from pages._ui.words import t


def take_in(plan: Plan, files: Sequence[Taken], slug: str) -> Batch:
    """Commit to the ledger, making one where there is none; durable when this returns.

    Raises:
        StoreError: the ledger refuses; nothing was changed.
    """
    slug = slug or _new_ledger()
    workspace = business.workspace(slug)
    sheets = [(file, sheet) for file in files for sheet in file.reading.sheets if sheet.tables]
    batch = workspace.commit(
        plan.combined,
        files=[(file.name, file.data) for file in files],
        mapping={f"{file.name}/{sheet.name}": sheet.mapping for file, sheet in sheets},
        counts={"problems": len(plan.combined.problems)},
        preset=next((f.reading.preset for f in files if f.reading.preset), ""),
        source=plan.source,
        same_days=plan.same_days,
        shapes={sheet.shape: sheet.choices for _file, sheet in sheets if sheet.shape},
    )
    workspace.same_people()  # worked out once, here, where somebody waits anyhow
    business.look_at(slug)
    return batch


def taken_in(batch: Batch) -> Words:
    """What came of an import, in a sentence."""
    counts = batch.counts
    people = int(counts.get("customers_new", 0)) + int(counts.get("customers_updated", 0))
    return _(
        "{files} is taken in: {lines} purchase lines, {people} customers new or changed.",
        files=t(_(", ")).join(batch.files),
        lines=batch.lines,
        people=people,
    )


def switch(batch_id: int, active: bool) -> None:
    """Take an import back or bring it in again."""
    workspace: Workspace = business.workspace(destination())
    try:
        if active:
            workspace.redo_batch(batch_id)
            state.NOTICE.put(_("The import counts again."))
        else:
            workspace.undo_batch(batch_id)
            state.NOTICE.put(_("The import is taken back. Your own notes stay."))
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def _new_ledger() -> str:
    name = t(_("My shop"))
    with Workspace.create(home(), name, now=state.CLOCK.get()) as workspace:
        return workspace.business.slug
