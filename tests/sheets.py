"""Large workbooks for tests, written fast in Excel's own form (shared strings, styled dates)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase
from xml.sax.saxutils import escape

import pandas as pd

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_SCHEMAS}/spreadsheetml/2006/main"'
_TYPES = (
    f'{_XML}<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_PACKAGE}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_ML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_ML}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_ML}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_ML}.sharedStrings+xml"/>'
    "</Types>"
)
_RELS = f'{_XML}<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{{}}</Relationships>'
_REL = (
    f'<Relationship Id="{{}}" Type="{_SCHEMAS}/officeDocument/2006/relationships/{{}}" '
    'Target="{}"/>'
)
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/>'
    '<xf numFmtId="22" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_WORKBOOK = (
    f'{_XML}<workbook {_MAIN} xmlns:r="{_SCHEMAS}/officeDocument/2006/relationships">'
    '<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
EXCEL_EPOCH = pd.Timestamp("1899-12-30")


def write_xlsx(frame: pd.DataFrame, path: Path, sheet: str = "Sheet1") -> Path:
    """Write a frame with its header as one worksheet; dates carry format id 22, blanks no cell."""
    strings: dict[str, int] = {}
    header = [_text(str(name), strings) for name in frame.columns]
    columns = [_values(frame[name], strings) for name in frame.columns]
    rows = [_row(i, cells) for i, cells in enumerate([header, *zip(*columns, strict=True)], 1)]
    shared = "".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_REL.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _RELS.format(
            _REL.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + _REL.format("rId2", "styles", "styles.xml")
            + _REL.format("rId3", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": _WORKBOOK.format(escape(sheet)),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f"{_XML}<sst {_MAIN}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": (
            f"{_XML}<worksheet {_MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>"
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def _row(number: int, cells: Sequence[str]) -> str:
    """One row; every cell names its place, so that a blank one can be left out."""
    placed = (
        f'<c r="{letter}{number}"{cell}</c>'
        for letter, cell in zip(ascii_uppercase, cells, strict=False)
        if cell
    )
    return f'<row r="{number}">{"".join(placed)}</row>'


def _values(series: pd.Series, strings: dict[str, int]) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(series):
        serials = (series - EXCEL_EPOCH) / pd.Timedelta(days=1)
        return ["" if pd.isna(v) else f' s="1"><v>{v:.10f}</v>' for v in serials]
    if pd.api.types.is_numeric_dtype(series):
        return ["" if pd.isna(v) else f"><v>{v}</v>" for v in series]
    return [_text(v, strings) if isinstance(v, str) and v else "" for v in series]


def _text(value: str, strings: dict[str, int]) -> str:
    return f' t="s"><v>{strings.setdefault(value, len(strings))}</v>'
