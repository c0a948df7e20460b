"""The verb that moves a business to a server or back, from parsed arguments to an exit code."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from core.cli.opening import open_folder
from core.locale.words import _, say
from core.store.moving import move_here, move_to_server
from core.workspace import JST, Workspace, home


def move_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``move``: a business of this computer onto a server, or one of a server here."""
    now = dt.datetime.combine(today, dt.time(), JST)
    open_folder(home(), args.lang)
    # Opening looks whether all is whole, and finishes what was not finished.
    Workspace.open(home(), args.business, now=lambda: now).close()
    if args.here:
        move_here(home(), args.business, now=now)
        words = _(
            "{name} is on this computer now. On the server it still stands as it was; other "
            "computers write there, not here.",
            name=args.business,
        )
    else:
        moved = move_to_server(home(), args.business, args.server, now=now)
        words = _(
            "{name} is on the server {server} now. What was on this computer is set aside for 90 "
            "days.",
            name=args.business,
            server=moved.server or "localhost",
        )
    sys.stdout.write(say(words, args.lang) + "\n")
    return 0
