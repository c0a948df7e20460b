"""The half of the workspace through which files come in: preview, commit, history, sources."""

from __future__ import annotations

import contextlib
import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.book import Book
from core.settings import Settings
from core.store import coming, imports, shapes, tombstones, undo
from core.store.coming import Coming
from core.store.connection import Ledger
from core.store.imports import Batch, Incoming
from core.store.introductions import without_circles
from core.store.journal import Write
from core.store.places import Place
from core.store.snapshots import ListRow
from core.store.sweeping import nothing_left_over
from core.store.tombstones import Marks

if TYPE_CHECKING:
    from core.ingest import Combined, Reading
    from core.ingest.choices import SheetChoices
    from core.ingest.erased import Left


class Intake(ABC):
    """What a workspace does with files."""

    _place: Place
    _ledger: Ledger

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    @abstractmethod
    def book(self) -> Book:
        """Everything known."""

    @abstractmethod
    def settings(self) -> Settings:
        """The settings in force."""

    @abstractmethod
    def _before_import(self) -> None:
        """Take a backup."""

    def preview(self, combined: Combined, *, source: str = "", same_days: str = "") -> Coming:
        """What :meth:`commit` would do; nothing is written.

        Args:
            combined: the checked tables and lines.
            source: whose customer numbers these are, empty for the ledger's own.
            same_days: as :meth:`commit` will be told.

        Raises:
            StoreError: as the commit would.
        """
        from core.ingest.erased import without_erased  # noqa: PLC0415
        from core.ingest.sources import clean, contradictions  # noqa: PLC0415

        book = self.book()
        known = book.table("customers")
        said, circles = _as_known(combined, source, book)
        with self._ledger.reading() as connection:
            left = without_erased(said, tombstones.in_force(connection, self._place))
            incoming = _incoming(left, source=clean(source), same_days=same_days)
            found = coming.preview(connection, self._place, incoming)
        people = left.combined.tables.get("customers", known.iloc[:0])
        return dataclasses.replace(
            found,
            counts=found.counts | dict(incoming.counts),
            erased=left.problems,
            contradictions=contradictions(people, known),
            source=self._proposed(combined, known),
            circles=tuple(circles),
        )

    def commit(
        self,
        combined: Combined,
        *,
        files: Sequence[tuple[str, bytes]],
        mapping: Mapping[str, Any] | None = None,
        counts: Mapping[str, Any] | None = None,
        preset: str = "",
        source: str = "",
        same_days: str = "",
        shapes: Mapping[str, SheetChoices] | None = None,
    ) -> Batch:
        """Take in what was read, all or nothing.

        Args:
            combined: the checked tables and lines.
            files: (name, content) of every file they came from.
            mapping: {field: header} of each sheet, as accepted.
            counts: what the reader counted, kept beside our own.
            preset: the known export it was read as.
            source: whose customer numbers these are, empty for the ledger's own.
            same_days: ``replace`` (also when empty), ``add`` or ``once``, see the overlaps.
            shapes: {fingerprint of the headers: choices} to be remembered.

        Raises:
            StoreError: another currency, a full disk, a locked ledger, no backup; all stays as is.
        """
        from core.ingest.erased import without_erased  # noqa: PLC0415
        from core.ingest.sources import clean  # noqa: PLC0415

        said, _circles = _as_known(combined, source, self.book())
        self._before_import()
        with nothing_left_over(self._ledger, self._place), self._writing() as write:
            marks = tombstones.in_force(write.connection, self._place)
            left = without_erased(said, marks)
            incoming = dataclasses.replace(
                _incoming(left, source=clean(source), same_days=same_days),
                **_of_our_own(said, source, marks),
                files=[(marks.blanked(name), content) for name, content in files],
                mapping=mapping or {},
                counts={**(counts or {}), **left.counts},
                preset=preset,
                shapes={shape: chosen.plain() for shape, chosen in (shapes or {}).items()},
            )
            return imports.get(write.connection, imports.commit(write, self._place, incoming))

    def batches(self) -> list[Batch]:
        """All imports, oldest first, undone ones too."""
        with self._ledger.reading() as connection:
            return imports.batches(connection)

    def already(self, sha256: str) -> Batch | None:
        """The import that this very file came with, where it still counts."""
        with self._ledger.reading() as connection:
            return imports.holding(connection, sha256)

    def undo_batch(self, batch_id: int) -> None:
        """Take an import back; everything else stands as if it had never been.

        Raises:
            StoreError: there is no such import, or it was taken back already.
        """
        with self._writing() as write:
            undo.take_back(write, self._place, undo.action_of(write.connection, batch_id))

    def redo_batch(self, batch_id: int) -> None:
        """Bring back an import that was taken back.

        Raises:
            StoreError: there is no such import, or it counts.
        """
        with self._writing() as write:
            undo.do_again(write, self._place, undo.action_of(write.connection, batch_id))

    # What files were like before

    def remembered(self) -> dict[str, SheetChoices]:
        """{shape: choices} of all tables that were ever taken in."""
        from core.ingest.choices import SheetChoices  # noqa: PLC0415

        with self._ledger.reading() as connection:
            kept = shapes.remembered(connection)
        return {shape: SheetChoices.of(plain) for shape, plain in kept.items()}

    def sources(self) -> list[str]:
        """The named sources that anything was ever taken in from, the oldest first."""
        with self._ledger.reading() as connection:
            return shapes.sources(connection)

    def source_of_shape(self, shape: str) -> str:
        """Whose numbers files of this shape had the last time; empty for the ledger's own."""
        with self._ledger.reading() as connection:
            return shapes.source_of(connection, shape)

    def sources_for(self, readings: Sequence[Reading]) -> dict[str, str]:
        """Whose numbers each file has, where the ledger can tell: {sha256: source}.

        To be handed to :func:`core.ingest.combine`; a file that is not named here is either the
        ledger's own or separated from its neighbours by what it says.
        """
        from core.ingest.combining import people_of  # noqa: PLC0415

        known = self.book().table("customers")
        found = {}
        for reading in readings:
            used = [sheet.shape for sheet in reading.sheets if sheet.tables]
            source = self._fitting(people_of(reading), known, used)
            if source:
                found[reading.sha256] = source
        return found

    def _proposed(self, combined: Combined, known: pd.DataFrame) -> str:
        """Whose numbers an upload seems to have: a source that is known, else a new name."""
        from core.ingest.sources import BETWEEN, source_name  # noqa: PLC0415

        people = combined.tables.get("customers", known.iloc[:0])
        done = tuple(f"{name}{BETWEEN}" for name in combined.sources)
        if done:
            people = people[~people["customer_id"].str.startswith(done)]
        found = self._fitting(people, known, combined.shapes)
        if found is not None:
            return found
        file = str(people["source_file"].iloc[0]) if "source_file" in people else ""
        return source_name(file, self.sources())

    def _fitting(
        self, people: pd.DataFrame, known: pd.DataFrame, used: Sequence[str]
    ) -> str | None:
        """The known source that people fit; none where all known sources mean others."""
        from core.ingest.sources import propose_source  # noqa: PLC0415

        with self._ledger.reading() as connection:
            before = {shapes.source_of(connection, shape) for shape in used}
            named = shapes.sources(connection)
        likeliest = before.pop() if len(before) == 1 else ""
        share = self.settings().intake.other_people_share
        return propose_source(people, known, [likeliest, "", *named], share=share)


def _as_known(combined: Combined, source: str, book: Book) -> tuple[Combined, list[str]]:
    """An upload under the numbers that the ledger would keep.

    Without words of who brought whom that close a circle; the ids of those who came so. In a
    whole ledger of ours every id stands for itself, a caller's too.
    """
    from core.ingest.callers import with_callers  # noqa: PLC0415
    from core.ingest.sources import with_source  # noqa: PLC0415

    said = with_source(combined, source)
    called = said if combined.exact else with_callers(said, book.table("customers"))
    tables, circles = without_circles(called.tables, book.tables)
    return (dataclasses.replace(called, tables=tables) if circles else called), circles


def _of_our_own(said: Combined, source: str, marks: Marks) -> dict[str, Any]:
    """Pairs and weekly lists of a whole ledger of ours, without who was erased.

    The lists come only where its ids stand for themselves.
    """
    lists: tuple[ListRow, ...] = () if source else said.lists
    gone = marks.among(row.said["customer_id"] for row in lists)
    return {
        "pairs": [pair for pair in said.pairs if not marks.among(pair[:2])],
        "lists": [row for row in lists if row.said["customer_id"] not in gone],
    }


def _incoming(left: Left, *, source: str, same_days: str) -> Incoming:
    combined = left.combined
    return Incoming(
        tables=combined.tables,
        purchases=combined.purchases,
        currency=combined.currency,
        scale=combined.scale,
        files=(),
        source=source,
        sources=combined.sources,
        same_days=same_days,
        counts=left.counts,
        keep_originals=not left.touched,
        exact=combined.exact,
        pairs=combined.pairs,
        changes=combined.changes,
        beside=combined.beside,
    )
