"""The verb that writes the report of the week, from files or from a business kept here."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.cli.files import book_of, read_files
from core.cli.opening import open_folder
from core.cli.output import whole
from core.errors import InputError
from core.export.report import report
from core.export.report_book import report_book
from core.export.report_facts import Facts, facts
from core.export.report_html import report_html
from core.export.report_parts import Report
from core.locale.words import _, say
from core.review import review
from core.rules.roles import Role
from core.settings import Settings
from core.store.places import slugs
from core.weeks import seen_before
from core.workspace import JST, Workspace, home

#: In the name of the file it stands for the day of the report.
DAY = "{date}"
HTML, EXCEL = (".html", ".htm"), (".xlsx",)


def review_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``review``: the report of the week as one page of HTML or as a workbook.

    Raises:
        InputError: neither files nor a business, both, an ending that we do not write, nothing to
            report.
    """
    if bool(args.files) == bool(args.business):
        raise InputError(
            _("Please name either the files or, with --business, a business that is kept here.")
        )
    if args.out is None:
        raise InputError(_("Please say with --out where the report is to be written."))
    day = args.today or args.as_of or today
    out = args.out
    if out.suffix.lower() not in (*HTML, *EXCEL):
        raise InputError(
            _("{name} cannot be written. Please end the name in .html or .xlsx.", name=out.name)
        )
    with _kept(args, day) if args.business else _read(args, day) as found:
        told = report(found, Role(args.version), args.lang)
    out = out.with_name(out.name.replace(DAY, told.today.isoformat()))
    if out.suffix.lower() in HTML:
        whole(out, lambda part: part.write_text(report_html(told, args.lang), encoding="utf-8"))
    else:
        whole(out, lambda part: _book(part, told, args.lang))
    sys.stderr.write(say(_("Written: {name}", name=str(out)), args.lang) + "\n")
    return 0


def _book(part: Path, told: Report, language: str) -> None:
    with part.open("wb") as target:
        report_book(told, target, language)


@contextmanager
def _read(args: argparse.Namespace, day: dt.date) -> Iterator[Facts]:
    """Of files, without any workspace."""
    settings = Settings(trade_code=args.trade, language=args.lang)
    paths = [Path(name) for name in args.files]
    with tempfile.TemporaryDirectory() as folder:
        sheets = read_files(paths, settings, day, args.lang)
        book = book_of(
            sheets.combined, Path(folder), today=day, asof=args.as_of, currency=args.currency
        )
        found = review(book, settings, engine_url=args.engine, capacity=args.capacity)
        yield facts(found, paths[0].stem, engine_url=args.engine)


@contextmanager
def _kept(args: argparse.Namespace, day: dt.date) -> Iterator[Facts]:
    """Of a business kept here; its week is kept as a page would keep it."""
    root = home()
    open_folder(root, args.lang)
    if args.business not in slugs(root):
        raise InputError(
            _("There is no business {name} here. Known are: {names}.", name=args.business,
              names=", ".join(sorted(slugs(root))) or "–")
        )  # fmt: skip
    now = dt.datetime.combine(day, dt.time(), JST)
    with Workspace.open(root, args.business, now=lambda: now) as workspace:
        cache, book = workspace.folder / "cache", workspace.book(args.today)
        found = review(
            book.at(args.as_of) if args.as_of else book, workspace.settings(), cache=cache,
            engine_url=args.engine, capacity=args.capacity,
        )  # fmt: skip
        if not (args.today or args.as_of or args.capacity):
            workspace.freeze(found)
        yield facts(
            found, workspace.business.name, cache=cache, engine_url=args.engine,
            seen=seen_before(workspace, found),
        )  # fmt: skip
