"""The command line: sheets in, results out, no browser; and moving a ledger to a server and back.

Exit code 0: done. 2: bad input, one clear sentence on standard error, nothing half written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from core.cli import moving, parts, reviewing, verbs
from core.errors import DaifukuchoError
from core.locale.words import DEFAULT_LANGUAGE, LANGUAGES
from core.rules.roles import Role
from core.settings import TRADES

OK, BAD_INPUT = 0, 2


def main(argv: Sequence[str], *, today: dt.date) -> int:
    """Run one verb.

    Args:
        argv: the arguments without the program's name.
        today: the real day in Asia/Tokyo.
    """
    args = parser().parse_args(argv)
    try:
        return int(args.run(args, today))
    except DaifukuchoError as error:
        sys.stderr.write(error.say(args.lang) + "\n")
        return BAD_INPUT


def parser() -> argparse.ArgumentParser:
    """All verbs with their options."""
    top = argparse.ArgumentParser(prog="python -m core", description=__doc__)
    verb = top.add_subparsers(required=True, metavar="VERB")
    read = _reading(verb, "read", verbs.read_verb, "how every sheet is understood, as JSON")
    read.add_argument("--tables", metavar="DIR", help="also write the tables as understood")
    _reading(verb, "profile", verbs.profile_verb, "one row per customer")
    calls = _reading(verb, "calls", verbs.calls_verb, "whom to call this week, and why")
    calls.add_argument("--capacity", type=_count, metavar="N", help="calls this week")
    calls.add_argument(
        "--left-out", metavar="PATH", help="write those not listed, with the reason"
    )
    _reading(verb, "growth", verbs.growth_verb, "new against existing by month, as JSON")
    past = _reading(verb, "backtest", verbs.backtest_verb, "what was foretold, and what came")
    past.add_argument("--cuts", type=_count, default=4, metavar="N", help="past days to judge")
    week = _reading(verb, "review", reviewing.review_verb, "the report of the week", files="*")
    week.add_argument("--business", default="", metavar="NAME",
                      help="instead of files: its folder below businesses/")  # fmt: skip
    week.add_argument("--version", choices=[*Role], default=Role.OWNER.value,
                      help="for whom: the staff's has no money in it")  # fmt: skip
    week.add_argument("--capacity", type=_count, metavar="N", help="calls this week")
    _papers(verb)
    move = _plain(verb, "move", moving.move_verb, "move a business to a server, or back here")
    move.add_argument("business", metavar="NAME", help="its folder below businesses/")
    where = move.add_mutually_exclusive_group(required=True)
    where.add_argument("--server", metavar="URL", help="onto this PostgreSQL server")
    where.add_argument("--here", action="store_true", help="from its server to this computer")
    return top


def _papers(verb: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What is written without any data of one's own, and the masked copy."""
    template = _plain(verb, "template", verbs.template_verb, "the blank customer ledger")
    template.add_argument("--out", type=Path, required=True, metavar="PATH")
    masked = _plain(verb, "anonymise", verbs.anonymise_verb, "a copy with every value masked")
    masked.add_argument("file", type=Path, metavar="FILE")
    masked.add_argument("--out", type=Path, required=True, metavar="PATH")
    sample = _plain(verb, "sample", verbs.sample_verb, "the files of a sample business")
    sample.add_argument("business", choices=("salon", "lease", "builder"))
    sample.add_argument("--out", type=Path, required=True, metavar="DIR")
    sbom = _plain(verb, "sbom", parts.sbom_verb, "every installed package, as CycloneDX JSON")
    sbom.add_argument("--out", type=Path, metavar="PATH")


def _plain(verb: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object,
           text: str) -> argparse.ArgumentParser:  # fmt: skip
    sub = verb.add_parser(name, help=text, description=text)
    sub.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    sub.set_defaults(run=run)
    return sub


def _reading(verb: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object,
             text: str, files: str = "+") -> argparse.ArgumentParser:  # fmt: skip
    sub = _plain(verb, name, run, text)
    sub.add_argument("files", nargs=files, metavar="FILE")
    sub.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="data-as-of day")
    sub.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the real day")
    sub.add_argument("--trade", choices=sorted(TRADES), default="other", help="trade preset")
    sub.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="csv, json, xlsx or parquet; of review html or xlsx",
    )
    sub.add_argument("--currency", default="", metavar="CODE")
    sub.add_argument("--engine", default="", metavar="URL")
    return sub


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError(text)
    return count
