"""What is installed (部品表), as CycloneDX: each package with its version, licence and address.

So that a weakness that is made known can be looked up. The same environment gives the same bytes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from core.cli.output import whole

NAME = "daifukucho"
_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_CLASSIFIED = "License :: "
#: A licence that takes more is its whole text and no name.
_LONGEST = 80


def sbom_verb(args: argparse.Namespace, today: dt.date) -> int:
    """Write the list to ``--out``, or to standard output."""
    text = json.dumps(bill_of_materials(), ensure_ascii=False, indent=2) + "\n"
    if args.out is None:
        sys.stdout.write(text)
    else:
        whole(args.out, lambda part: part.write(text.encode()))
    return 0
