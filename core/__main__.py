"""``python -m core``: the same work without a browser. Here, and only here, the clock is read."""

from __future__ import annotations

import datetime as dt
import sys
from zoneinfo import ZoneInfo

from core.cli import main
from core.garbage import look_seldom

if __name__ == "__main__":
    look_seldom()
    today = dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()  # noqa: TID251 - a program starts here
    sys.exit(main(sys.argv[1:], today=today))
