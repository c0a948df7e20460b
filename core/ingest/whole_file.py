"""What is to be said, or asked, of a file as a whole."""

from __future__ import annotations

from core.errors import Problem
from core.ingest.choices import Question
from core.ingest.completeness import missing_cells
from core.ingest.issues import problem
from core.ingest.process import RawBook, Source
from core.locale.words import Words, _

#: What an owner calls the encodings of :mod:`core.ingest.encoding`.
_ENCODINGS: dict[str, Words] = {
    "utf-8": _("UTF-8 (most programs of today)"),
    "utf-8-sig": _("UTF-8 (most programs of today)"),
    "cp932": _("Shift_JIS (Japanese Windows, Excel)"),
    "euc_jp": _("EUC-JP (older servers)"),
    "utf-16": _("UTF-16 (Unicode text of Excel)"),
    "utf-16-le": _("UTF-16 (Unicode text of Excel)"),
    "utf-16-be": _("UTF-16 (Unicode text of Excel)"),
    "utf-32": _("UTF-32"),
    "iso2022_jp_ext": _("JIS (older mail programs)"),
}


def file_notes(source: Source, book: RawBook) -> list[Problem]:
    """What the owner should know of the file.

    Args:
        source: the file.
        book: what the reader gave of it.
    """
    facts = source.facts
    far = any(sheet.far for sheet in facts.sheets.values()) or any(
        sheet.marks.get("far_cells") for sheet in book.sheets
    )
    counts = (
        ("damaged_characters", book.bad_characters, book.encoding),
        ("far_cells", int(far), ""),
        ("cells_missing", missing_cells(source.data, facts, book), ""),
        ("macros", int(facts.macros), ""),
        ("external_links", int(facts.other_files), ""),
    )
    return [problem(code, n, value, source.name) for code, n, value in counts if n]


def file_questions(source: Source, book: RawBook) -> tuple[Question, ...]:
    """Which encoding, where a text is damaged or reads well in more than one.

    Args:
        source: the file, with what the owner chose.
        book: what the reader gave of it.
    """
    if not book.alternatives or source.choices.encoding:
        return ()
    options: dict[str, Words] = {}
    for encoding in (book.encoding, *book.alternatives):
        if _ENCODINGS[encoding] not in options.values():
            options[encoding] = _ENCODINGS[encoding]
    words = _(
        "Some characters of the file may be wrong (read as {encoding}). Are the names in the "
        "preview right? If not, choose another way to read it.",
        encoding=_ENCODINGS[book.encoding],
    )
    return (Question("encoding", words, options=options),)
