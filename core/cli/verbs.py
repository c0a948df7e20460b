"""What each verb of the command line does, from parsed arguments to an exit code."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from core.book import Book
from core.cli.asset import asset_report
from core.cli.coming_back import cohort_rows, survival_rows
from core.cli.files import Sheets, book_of, bytes_of, read_files
from core.cli.growing import grown_report
from core.cli.output import emit_frame, emit_json, iso_dates, major, whole
from core.engine import open_engine
from core.errors import InputError, Problem
from core.export.anonymise import anonymise
from core.export.template import template
from core.foresight.backtest import Cut, backtest
from core.foresight.baskets import baskets
from core.foresight.foretold import purchases
from core.foresight.hits import LISTS, ProductBacktest, backtest_products
from core.ingest import SheetReading
from core.ingest.choices import Question
from core.locale.words import _, say
from core.metrics.growth import months
from core.metrics.moment import day_number, day_of
from core.review import Review, review
from core.rules.grown import grown
from core.settings import Settings
from core.tables import TABLES

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
#: The columns of ``profile``; those of issues that have not landed stay empty.
PROFILE_COLUMNS = [
    *("customer_id", "name", "first_purchase_date", "last_purchase_date", "purchase_count"),
    *("total_spend", "average_order_value", "days_since_last_purchase", "rhythm_days"),
    *("r_score", "f_score", "m_score", "decile", "abc", "portfolio"),
    *("stage", "stage_evidence", "policy", "relation", "state", "p_return"),
    *("p_buy_30", "p_buy_90", "expected_purchases_90"),
    *("next_date", "next_date_low", "next_date_high", "expected_spend_365", "rung"),
]
NEXT_PURCHASE = {f"next_purchase{end}": f"next_date{end}" for end in ("", "_low", "_high")}
CALL_COLUMNS = [
    *("rank", "customer_id", "name", "class", "reasons", "why", "opener"),
    *("expected_profit_per_call", "minutes", "phone"),
]
BOOKS = (".xlsx", ".xlsm")
LEFT_OUT_COLUMNS = ["customer_id", "reason", "message", "eligible_date", "rank"]
MONTH_MONEY = ("new_revenue", "existing_revenue")
MONEY = ("total_spend", "average_order_value", "expected_spend_365", "expected_profit_per_call")


def read_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``read``: how every sheet was understood, as JSON, and on request the tables as CSV."""
    sheets = _sheets(args, today)
    report = [
        _sheet_report(reading.file, reading.encoding, sheet, args.lang)
        for reading in sheets.readings
        for sheet in reading.sheets
    ]
    whole = [
        {"file": problem.file} | _problem_report(problem, args.lang)
        for reading in sheets.readings
        for problem in reading.problems
        if not problem.sheet
    ]
    if args.tables:
        _write_tables(sheets, Path(args.tables))
    emit_json({"sheets": report, "problems": whole}, args.out)
    return 0


def profile_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``profile``: one row per customer, measured and judged."""
    result = _reviewed(args, today)
    # The ledger's own next date is when to talk again, not when they are expected to buy.
    foretold = result.customers.drop(columns="next_date").rename(columns=NEXT_PURCHASE)
    frame = foretold.reindex(columns=PROFILE_COLUMNS)
    emit_frame(iso_dates(major(frame, MONEY, result.book.scale)), args.out)
    return 0


def calls_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``calls``: whom to call this week, why, and what to talk about."""
    result = _reviewed(args, today, capacity=args.capacity)
    rows = result.calls.rows.assign(
        reasons=[" ".join(r.code for r in reasons) for reasons in result.calls.rows["reasons"]],
        why=_sentences(result.calls.rows["why"], args.lang),
        opener=_sentences(result.calls.rows["opener"], args.lang),
    )
    if args.left_out:
        left = result.calls.left_out
        left = left.assign(message=[say(words, args.lang) for words in left["words"]])
        emit_frame(iso_dates(left.reindex(columns=LEFT_OUT_COLUMNS)), Path(args.left_out))
    emit_frame(
        iso_dates(major(rows.reindex(columns=CALL_COLUMNS), MONEY, result.book.scale)), args.out
    )
    return 0


def growth_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``growth``: new against existing customers, the verdict and what it rests on, as JSON."""
    settings = _settings(args)
    with tempfile.TemporaryDirectory() as folder:
        book = _book(args, today, Path(folder), settings)
        with closing(open_engine(book, url=args.engine)) as engine:
            by_month = major(months(engine, book), MONTH_MONEY, book.scale)
            found = grown(engine, book, settings)
            came_back = cohort_rows(engine, book, settings)
            stayed = survival_rows(engine, book, settings)
            worth = asset_report(engine, book, settings)
    emit_json(
        {
            "asof": book.asof,
            "months": by_month.to_dict("records"),
            **grown_report(found, scale=book.scale, lang=args.lang),
            "cohorts": came_back,
            "survival": stayed,
            "asset": worth,
        },
        args.out,
    )
    return 0


def backtest_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``backtest``: at past days what was foretold and what came, beside the rules of others."""
    with tempfile.TemporaryDirectory() as folder:
        book = _book(args, today, Path(folder), _settings(args))
        with closing(open_engine(book, url=args.engine)) as engine:
            bought, _ids = purchases(engine, book)
            contents = baskets(engine, book)
    judged = backtest(bought, day_number(book.asof), args.cuts)
    products = backtest_products(
        contents, day_number(book.asof), args.cuts, _settings(args).products
    )
    emit_json(
        {
            "asof": book.asof,
            "cuts": [_cut_report(cut) for cut in judged.cuts],
            "all": _known(judged.methods),
            "left_out": _left_out(judged.left_out),
            "next_product": _product_report(products),
        },
        args.out,
    )
    return 0


def _left_out(days: tuple[tuple[int, str], ...]) -> list[dict[str, Any]]:
    return [{"cut": day_of(day), "code": code} for day, code in days]


def _product_report(judged: ProductBacktest) -> dict[str, Any]:
    """hit@5 of both lists beside what is bought most; without a key where it is not known."""
    return {
        "cuts": [
            {
                "cut": day_of(cut.day),
                "customers": cut.customers,
                "customers_new": cut.customers_new,
            }
            | _numbers({name: cut.share(name) for name in LISTS})
            for cut in judged.cuts
        ],
        "all": _numbers(judged.mean),
        "left_out": _left_out(judged.left_out),
    }


def _numbers(shares: dict[str, float]) -> dict[str, float]:
    return {name: share for name, share in shares.items() if pd.notna(share)}


def _known(methods: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    """What is known of each method; JSON has no word for what is not."""
    return {str(name): row.dropna().to_dict() for name, row in methods.iterrows()}


def _cut_report(cut: Cut) -> dict[str, Any]:
    return {
        "cut": day_of(cut.day),
        "rung": cut.rung,
        "customers": cut.customers,
        "buyers_30": cut.buyers[0],
        "buyers_90": cut.buyers[1],
        "k": cut.k,
        "methods": _known(cut.methods),
        "calibration": cut.bins.reset_index(drop=True).to_dict("records"),
    }


def anonymise_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``anonymise``: a copy with every value masked, for a report of a file that did not read."""
    del today
    data, name = anonymise(bytes_of(args.file), args.file.name)
    is_book, wants_book = (Path(n).suffix.lower() in BOOKS for n in (name, args.out))
    if is_book != wants_book:
        ending = Path(name).suffix
        raise InputError(
            _("The masked copy must have a name that ends in {ending}.", ending=ending)
        )
    args.out.write_bytes(data)
    return 0


def template_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``template``: the blank customer ledger."""
    whole(args.out, lambda part: template(part, args.lang))
    return 0


def sample_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``sample``: the files of one of the three sample businesses."""
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(SAMPLE_DATA.glob(f"{args.business}*")):
        if path.suffix in (".xlsx", ".csv"):
            shutil.copyfile(path, folder / path.name)
    return 0


def _settings(args: argparse.Namespace) -> Settings:
    return Settings(trade_code=args.trade, language=args.lang)


def _sheets(args: argparse.Namespace, today: dt.date) -> Sheets:
    paths = [Path(name) for name in args.files]
    return read_files(paths, _settings(args), args.today or args.as_of or today, args.lang)


def _book(args: argparse.Namespace, today: dt.date, folder: Path, settings: Settings) -> Book:
    sheets = read_files(
        [Path(name) for name in args.files], settings, args.today or args.as_of or today, args.lang
    )
    return book_of(
        sheets.combined,
        folder,
        today=args.today or args.as_of or today,
        asof=args.as_of,
        currency=args.currency,
    )


def _reviewed(args: argparse.Namespace, today: dt.date, capacity: int | None = None) -> Review:
    settings = _settings(args)
    with tempfile.TemporaryDirectory() as folder:
        book = _book(args, today, Path(folder), settings)
        return review(book, settings, engine_url=args.engine, capacity=capacity)


def _sentences(column: pd.Series[Any], lang: str) -> list[str]:
    return [" ".join(say(words, lang) for words in sentences) for sentences in column]


def _sheet_report(file: str, encoding: str, sheet: SheetReading, lang: str) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": sheet.name,
        "kind": sheet.kind,
        "header_row": sheet.header_row,
        "rows_read": sheet.rows_read,
        "rows_unread": sheet.rows_unread,
        "mapping": dict(sheet.mapping),
        "problems": [_problem_report(problem, lang) for problem in sheet.problems],
        "questions": [_question_report(question, lang) for question in sheet.questions],
        "totals": {
            "rows": sheet.rows_read,
            "amount": _amount(sheet.total_amount, sheet.scale),
        },
        "encoding": encoding,
        "preset": sheet.preset,
    }


def _question_report(question: Question, lang: str) -> dict[str, Any]:
    return {
        "column": question.column,
        "code": question.code,
        "options": list(question.options),
        "message": say(question.words, lang),
    }


def _problem_report(problem: Problem, lang: str) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "value": problem.value,
        "message": say(problem.words, lang),
    }


def _amount(minor: int | None, scale: int) -> int | float | None:
    if minor is None or scale == 0:
        return minor
    return float(minor / 10**scale)


def _write_tables(sheets: Sheets, folder: Path) -> None:
    """Every table that has rows as a CSV of its name, as understood."""
    frames = {**sheets.combined.tables, "purchases": sheets.combined.purchases}
    for name, frame in frames.items():
        if len(frame):
            money = [c.name for c in TABLES[name].columns if c.kind == "money"]
            plain = iso_dates(major(frame, money, sheets.combined.scale))
            emit_frame(
                plain.drop(columns=["source_file"], errors="ignore"), folder / f"{name}.csv"
            )
