"""Workbooks that are written without a file in between while a data folder is locked.

openpyxl writes every sheet to a temporary file first, bare. What stands here takes the place of
three of its names and does as before, unless this process has a vault open.
"""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

from openpyxl.worksheet import _writer as sheets
from openpyxl.writer import excel

from core.store import vault

_on_disk = sheets.create_temporary_file
_clean_up = sheets.WorksheetWriter.cleanup


class Archive(ZipFile):
    """A zip that also takes a member that is in memory."""

    def write(self, filename: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401 - as ZipFile's
        """Put a file, or what is held in memory, into the zip."""
        if isinstance(filename, io.BytesIO):
            self.writestr(str(args[0]), filename.getvalue())
        else:
            super().write(filename, *args, **more)


def _place(suffix: str = "") -> Any:  # noqa: ANN401 - a name or a file
    return io.BytesIO() if vault.any_open() else _on_disk(suffix)


def _cleanup(writer: Any) -> None:  # noqa: ANN401 - openpyxl's
    if not isinstance(writer.out, io.BytesIO):
        _clean_up(writer)


def install() -> None:
    """Let openpyxl ask here where to write a sheet."""
    sheets.create_temporary_file = _place
    setattr(sheets.WorksheetWriter, "cleanup", _cleanup)  # noqa: B010 - it is a method
    setattr(excel, "ZipFile", Archive)  # noqa: B010 - it is not told to others
