"""What is to be said of how a sheet's columns were found (列の対応について言うこと)."""

from __future__ import annotations

from core.errors import Problem
from core.ingest.build import Built
from core.ingest.kinds import Kind
from core.locale.words import Words, _
from core.tables import TABLES


def notes_of(built: Built, file: str) -> list[Problem]:
    """Columns that were left out or guessed, and a known export of which not all is known.

    Args:
        built: the sheet as understood.
        file: the file's name.
    """
    body, kind = built.body, built.kind
    notes = [
        _note("sensitive", _sensitive(name), file, body.sheet, name)
        for column, name in body.names.items()
        if column in kind.sensitive and body.texts[column].ne("").any()
    ]
    for field_name in sorted(kind.guessed):
        header = (kind.person.headers(body.names) | built.headers)[field_name]
        notes.append(_note("column_guessed", _guessed(kind, field_name, header), file, body.sheet,
                           header))  # fmt: skip
    if kind.known and kind.known.partial:
        words = _(
            "{title}: {why} Please check which column was taken as what.",
            title=kind.known.title,
            why=kind.known.partial,
        )
        notes.append(_note("preset_partial", words, file, body.sheet))
    return notes + notes_of_gone(kind, file, body.sheet)


def notes_of_gone(kind: Kind, file: str, sheet: str) -> list[Problem]:
    """Columns that a sheet of this shape had when it was last taken in.

    Args:
        kind: what the sheet is, with what is gone.
        file: the file's name.
        sheet: the sheet's name.
    """
    return [
        _note("column_gone", _("The column {column} that this table had before is gone. Put it "
              "back under this name, or say which column stands for it.", column=header),
              file, sheet, header)
        for header in kind.gone
    ]  # fmt: skip


def _sensitive(column: str) -> Words:
    return _(
        "{column} is not taken over: passwords and bank accounts do not belong here.",
        column=column,
    )


def _guessed(kind: Kind, name: str, header: str) -> Words:
    table = TABLES[kind.name]
    table = table if name in table.names else TABLES["customers"]
    return _(
        "{column} was taken as «{field}» because its cells look like it; please check.",
        column=header,
        field=table.column(name).label,
    )


def _note(code: str, words: Words, file: str, sheet: str, column: str = "") -> Problem:
    return Problem(code, words, file, sheet, 0, column, "", kept=True)
