"""Results of the command line: frames in major units, JSON, and files that appear whole."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import InputError
from core.export.cells import write_frame
from core.locale.words import _

KINDS = ("csv", "json", "xlsx", "parquet")


def emit_frame(frame: pd.DataFrame, out: Path | None) -> None:
    """Write a frame to ``out`` by its ending, or as CSV to standard output.

    Raises:
        InputError: an ending that we do not write.
    """
    if out is None:
        sys.stdout.write(write_frame(frame, None, kind="csv") or "")
        return
    kind = out.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise InputError(
            _(
                "{name} cannot be written. Please end the name in .csv, .json, .xlsx or .parquet.",
                name=out.name,
            )
        )
    whole(out, lambda part: write_frame(frame, part, kind=kind))


def emit_json(value: Any, out: Path | None) -> None:  # noqa: ANN401 - anything JSON can hold
    """Write JSON to ``out``, or to standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        whole(out, lambda part: part.write_text(text, encoding="utf-8"))


def whole(out: Path, write: Any) -> None:  # noqa: ANN401 - a callable of a path
    """Let ``write`` fill a file beside ``out`` and put it in place only when it is complete."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.stem}.part{out.suffix}")
    try:
        write(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def major(frame: pd.DataFrame, columns: Sequence[str], scale: int) -> pd.DataFrame:
    """The frame with its money columns in major units: whole numbers where the scale is 0."""
    result = frame.copy()
    for column in columns:
        if column not in result.columns or (scale == 0 and result[column].dtype == "Int64"):
            continue
        result[column] = result[column].astype("Float64") / 10**scale
    return result


def iso_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its dates as ISO text, empty where there is none."""
    result = frame.copy()
    for column in result.columns[result.dtypes.map(pd.api.types.is_datetime64_any_dtype)]:
        result[column] = result[column].dt.strftime("%Y-%m-%d").fillna("").astype("str")
    return result


def _plain(value: Any) -> Any:  # noqa: ANN401 - json's own hook
    if isinstance(value, dt.date | pd.Timestamp):
        return value.isoformat()[:10]
    if value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        return value.item()
    return str(value)
