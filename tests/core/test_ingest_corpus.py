"""Every real and odd file of the corpus is read or refused in words, with no cell lost in silence.

A tenth of the files, drawn by a hash of their names, is read in an ordinary run; all of them with
``python3 start.py test drills``. What two plain readers see stands in
``tests/golden/corpus_cells.json`` (:mod:`tests.drills.two_readers`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from pathlib import Path

import pytest

from core.errors import InputError
from core.ingest import read, reading
from core.settings import Settings
from tests.core.sheets_in import TODAY
from tests.drills.share import FULL, report
from tests.drills.two_readers import GOLDEN

pytestmark = [pytest.mark.data, pytest.mark.drill]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = 708
TENTH = 10
SECONDS = 60
GROUPS = 8
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
#: What is said of a book with cells that were not taken, and of cells that are said one by one.
WARNINGS = {"cells_missing", "far_cells"}


def chosen():
    """The files of this run, by group."""
    files = sorted(p for p in CORPUS.glob("*/*") if p.is_file())
    drawn = [p for p in files if FULL or hashlib.sha256(p.name.encode()).digest()[0] % TENTH == 0]
    return [drawn[place::GROUPS] for place in range(GROUPS)]


@pytest.fixture(scope="module", autouse=True)
def corpus():
    if not CORPUS.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the corpus is missing")
        pytest.skip("the corpus does not stand beside this checkout")


@pytest.fixture
def opened(monkeypatch):
    """The raw cells of every file that is read, as the reading process gave them."""
    books = []
    really = reading.open_file

    def noting(*given, **options):
        books.append(really(*given, **options))
        return books[-1]

    monkeypatch.setattr(reading, "open_file", noting)
    return books


def test_the_corpus_is_whole():
    assert sum(p.is_file() for p in CORPUS.glob("*/*")) == FILES
    assert GOLDEN.exists()


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_file_is_read_or_refused_in_words_and_no_cell_is_lost_in_silence(group, opened):
    begin, wrong, files = time.monotonic(), [], chosen()[group]
    known = json.loads(GOLDEN.read_text(encoding="utf-8"))
    read_well = 0
    for path in files:
        opened.clear()
        start = time.monotonic()
        outcome, codes = outcome_of(path)
        wrong += [f"{path.name}: {fault}" for fault in faults(outcome, time.monotonic() - start)]
        counts = known.get(f"{path.parent.name}/{path.name}", [0])
        wrong += lost(path, opened, max(n or 0 for n in counts), codes)
        read_well += bool(opened)
    result = f"{len(wrong)} faults; {read_well} opened, {len(files) - read_well} refused"
    report(f"corpus, group {group + 1} of {GROUPS}", len(files), result, time.monotonic() - begin)
    assert not wrong, "\n".join(wrong)


def outcome_of(path):
    """The reading or the refusal, and the codes of all that is said."""
    try:
        found = read(path.read_bytes(), path.name, settings=Settings(), today=TODAY)
    except InputError as refusal:
        found = getattr(refusal, "reading", None)
        return refusal, {p.code for p in found.problems} if found else set()
    return found, {problem.code for problem in found.problems}


def faults(outcome, seconds):
    if seconds > SECONDS:
        yield f"{seconds:.0f} s"
    if isinstance(outcome, InputError):
        japanese, english = outcome.say("ja"), outcome.say("en")
        if not JAPANESE.search(japanese) or not english or "{" in japanese + english:
            yield f"no words: {japanese!r} {english!r}"


def lost(path, books, expected, codes):
    """Files of which fewer cells came than the better of two readers sees, without a word."""
    if not books or codes & WARNINGS:
        return
    sheets = books[-1].sheets
    cells = sum(int(s.texts[c].ne("").sum()) for s in sheets for c in s.texts.columns)
    if path.suffix == ".ods":  # plain readers take an error for 0; here it is blank, and counted
        cells += sum(sheet.errors for sheet in sheets)
    if cells < expected:
        yield f"{path.name}: {cells} cells of {expected}"
