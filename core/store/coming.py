"""What an import would do, before anything is written (取り込み前の確認).

The same functions count as in :mod:`core.store.imports`, so that the promise is kept to the row.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from core.errors import Problem
from core.store import imports, lines
from core.store.folding import over_ledger
from core.store.imports import Batch, Incoming
from core.store.lines import Lines
from core.store.overlaps import CHOICES, Period
from core.store.places import Place
from core.store.scratch import scratch_in
from core.store.upsert import would_do


@dataclass(frozen=True, slots=True)
class SamePeriod:
    """Days that an earlier import of the same source speaks of too (同じ期間です).

    Only lines that no slip number tells apart. Amounts in the decimals of :class:`Coming`.

    Attributes:
        batch_id, files: the earlier import; 0 for an earlier file of the same upload.
        first_day, last_day: of the days that both speak of.
        lines_before, lines_now: lines of these days; ``amount_before, amount_now``: their sums.
        lines_known: lines that both say.
        proposed: ``replace``; ``once`` where the new file says only a part of those days again,
            ``add`` where it speaks of other customers only.
    """

    batch_id: int
    files: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date
    lines_before: int
    lines_now: int
    amount_before: int
    amount_now: int
    lines_known: int = 0
    proposed: str = CHOICES[0]


@dataclass(frozen=True)
class Coming:
    """What an import would do.

    Attributes:
        counts: as in :attr:`core.store.imports.Batch.counts`.
        same_period: earlier imports of the same days, oldest first.
        contradictions: numbers under which the ledger knows other people: ``customer_id,
            name_here, name_there``.
        source: whose numbers these seem to be, empty for the ledger's own.
        circles: ids of those whose introduction (紹介) goes in a circle; it is left blank.
        replaced_amount: sum of the lines of earlier imports that would count no more.
        scale, currency: of all amounts here.
        erased: rows left aside, for they are about somebody who asked to be erased.
    """

    counts: dict[str, int]
    same_period: tuple[SamePeriod, ...] = ()
    contradictions: pd.DataFrame = field(default_factory=pd.DataFrame)
    source: str = ""
    circles: tuple[str, ...] = ()
    replaced_amount: int = 0
    scale: int = 0
    currency: str = "JPY"
    erased: tuple[Problem, ...] = ()

    @property
    def same_days(self) -> str:
        """The choice to propose for all same periods: the one that loses least.

        Beside another register's days the next export of one register counts once what it says
        again: counting both would count its own days twice.
        """
        said = {period.proposed for period in self.same_period}
        again = any(p.proposed == "replace" and p.lines_known for p in self.same_period)
        if again and "add" in said:
            return "once"
        return next((choice for choice in ("once", "add") if choice in said), CHOICES[0])


def preview(connection: sa.Connection, place: Place, incoming: Incoming) -> Coming:
    """Count what a commit would do; nothing is written, no file is left.

    Raises:
        StoreError: as the commit would.
        KeyError: no such choice about the same days.
    """
    imports.check(connection, incoming)
    counts: dict[str, int] = {}
    active = [b for b in imports.batches(connection) if b.active]
    scale = max([incoming.scale, *(b.scale for b in active)])
    periods: tuple[SamePeriod, ...] = ()
    effect = lines.Effect()
    if len(incoming.purchases):
        with tempfile.TemporaryDirectory(dir=scratch_in(place)) as folder:
            said = lines_to_come(Place(Path(folder)), incoming)
            known = imports.active_lines(connection, place)
            effect = lines.effect(place, known, said, scale=scale)
            counts = imports.counts_of_lines(incoming, effect)
            files = [file for file, _frame in imports.parts_of(incoming)]
            periods = _periods(place, active, dict(zip(files, said, strict=True)), scale)
    for name, layer in imports.layers_of(connection, incoming):
        rows, folded = over_ledger(connection, place, name, layer)
        counts |= imports.counts_of(name, would_do(name, rows, folded))
    return Coming(
        counts,
        periods,
        replaced_amount=effect.amount,
        scale=scale,
        currency=incoming.currency,
    )


def lines_to_come(scratch: Place, incoming: Incoming) -> list[Lines]:
    """The lines to come, one for each file of the upload, in a folder that is thrown away."""
    chosen = incoming.same_days or CHOICES[0]
    mark = uuid.uuid4().hex
    return [
        Lines(
            f"{mark}/{path.name}", path, incoming.scale, *lines.days_in(path),
            chosen, incoming.source, scratch.cache,
        )
        for path in imports.write_lines(scratch, "coming", incoming)
    ]  # fmt: skip


def _periods(
    place: Place, active: list[Batch], said: dict[str, Lines], scale: int
) -> tuple[SamePeriod, ...]:
    """The files, of earlier imports or earlier in this one, that speak of the same days."""
    known = [(b.id, b.files, found) for b in active for found in imports.lines_of(place, b)]
    known += [(0, (file,), part) for file, part in said.items()]
    every = [found for _id, _files, found in known]
    periods = []
    for at in range(len(every) - len(said), len(every)):
        for number, (batch_id, files, earlier) in enumerate(known[:at]):
            left = lines.left_beside(place, earlier, every[number + 1 : at])
            both = lines.overlap(place, earlier, left, every[at]).period if left else None
            if both:
                up = 10 ** (scale - max(earlier.scale, every[at].scale))
                periods.append(_same_period(batch_id, files, both, up))
    return tuple(periods)


def _same_period(batch_id: int, files: tuple[str, ...], both: Period, up: int) -> SamePeriod:
    return SamePeriod(
        batch_id,
        files,
        dt.date.fromisoformat(both.first),
        dt.date.fromisoformat(both.last),
        both.lines_before,
        both.lines_now,
        both.amount_before * up,
        both.amount_now * up,
        both.known,
        both.proposed,
    )
