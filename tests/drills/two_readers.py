"""How many cells two plain readers see in each file of the corpus.

``python -m tests.drills.two_readers ../shared/corpus`` writes ``tests/golden/corpus_cells.json``
anew: {file: [calamine, openpyxl]}, null where a reader cannot open it. Each file is read in a
process of its own, since some end the process that reads them.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import subprocess
import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden" / "corpus_cells.json"
SECONDS = 60
MEMORY = 4 * 2**30
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")


def stands_for_something(cell: object) -> bool:
    """Whether a cell holds anything but spaces or an error."""
    text = "" if cell is None else str(cell).strip()
    return bool(text) and text not in ERRORS and text != "nan"


def by_calamine(data: bytes) -> int:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - in the process that needs it

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    wanted = [
        place
        for place, meta in enumerate(book.sheets_metadata)
        if str(meta.typ).endswith(".WorkSheet") and not str(meta.visible).endswith("VeryHidden")
    ]
    sheets = (book.get_sheet_by_index(place) for place in wanted)
    return sum(stands_for_something(cell) for s in sheets for row in s.iter_rows() for cell in row)


def by_openpyxl(data: bytes) -> int:
    import openpyxl  # noqa: PLC0415 - in the process that needs it

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    total = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "veryHidden":
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            total += sum(stands_for_something(cell) for row in rows for cell in row)
    return total


READERS = {"calamine": by_calamine, "openpyxl": by_openpyxl}


def cells(path: Path, reader: str) -> int | None:
    """What one reader sees, None where it fails or takes too much."""
    command = [sys.executable, "-m", "tests.drills.two_readers", reader, str(path)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(command, check=False, capture_output=True, timeout=SECONDS)
        if done.returncode == 0:
            return int(done.stdout.split()[-1])
    return None


def main(words: list[str]) -> None:
    if words[0] in READERS:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        print(READERS[words[0]](Path(words[1]).read_bytes()))
        return
    root = Path(words[0])
    found = {}
    for path in sorted(p for p in root.glob("*/*") if p.is_file()):
        if path.suffix.lower() not in (".csv", ".numbers"):
            zipped = path.read_bytes()[:2] == b"PK"
            counts = [cells(path, "calamine"), cells(path, "openpyxl") if zipped else None]
            found[f"{path.parent.name}/{path.name}"] = counts
    lines = [f"{json.dumps(name)}: {json.dumps(counts)}" for name, counts in found.items()]
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
