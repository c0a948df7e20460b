"""Writes the documents that are made from the code: ``python -m tests.refresh_docs``.

``tests/test_docs.py`` fails when one of them is out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.refresh_help import LANGUAGES, thresholds_page, words_page

HELP = Path(__file__).parents[1] / "docs" / "help"
#: The files made, by their names in each language's folder.
MADE: dict[str, Callable[[str], str]] = {"words.md": words_page, "thresholds.md": thresholds_page}

if __name__ == "__main__":
    for language in LANGUAGES:
        for name, page in MADE.items():
            (HELP / language / name).write_text(page(language), encoding="utf-8")
