"""A workbook (xlsx, xlsm) with its values masked, part by part.

Parts and elements that are not known to hold structure alone are left out, so that nothing slips
through that nobody thought of: comments, links, pictures, names, lists, caches of pivot tables.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from openpyxl.styles.numbers import is_date_format

from core.export.masking import Mask

_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels|xl/workbook\.xml"
    r"|xl/styles\.xml|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml", re.I
)  # fmt: skip
_TOKEN = re.compile(r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?:[\w.-]+:)?(?P<name>[\w.-]+)(?P<rest>[^>]*)>", re.DOTALL)
#: Elements of each part that hold structure; others go with all that is in them.
_SHEET_TAGS = re.compile(
    "worksheet|dimension|sheetViews|sheetView|pane|sheetFormatPr|cols|col|sheetData|row|c"
    "|v|f|is|t|r|rPh|phoneticPr|mergeCells|mergeCell|sst|si"
)
_BOOK_TAGS = re.compile("workbook|workbookPr|bookViews|workbookView|sheets|sheet")
_STYLE_TAGS = re.compile(
    "styleSheet|numFmts|numFmt|fonts|font|b|i|u|sz|color|name|family|charset|scheme|fills"
    "|fill|patternFill|fgColor|bgColor|borders|border|left|right|top|bottom|diagonal"
    "|cellStyleXfs|cellXfs|xf|alignment|protection|cellStyles|cellStyle"
)
_LINK_TAGS = re.compile("Relationships|Relationship|Types|Default|Override")
_VALUE_TAGS = ("v", "t", "f")
_ATTRIBUTE = re.compile(r'([\w.:-]+)\s*=\s*("[^"]*"|\'[^\']*\')')
_QUOTED = re.compile(r"&quot;.*?&quot;")
_FIXED_NUMBER = "0"


def parts_of(data: bytes) -> list[str]:
    """The parts of a workbook that hold its structure, in the order of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [part for part in archive.namelist() if _PART.fullmatch(part)]


def masked_book(data: bytes, mask: Mask) -> bytes:
    """A workbook (bytes) with every value masked and every part that is not structure left out."""
    target = io.BytesIO()
    kept = parts_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = [archive.read(part) for part in kept if part.lower() == "xl/styles.xml"]
        dates = _date_styles(styles[0].decode("utf-8", "replace")) if styles else set()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in kept:
                text = archive.read(part).decode("utf-8", "surrogateescape")
                masked = _masked_part(part, text, mask, dates, kept)
                copy.writestr(part, masked.encode("utf-8", "surrogateescape"))
    return target.getvalue()


def _masked_part(part: str, text: str, mask: Mask, dates: set[int], kept: list[str]) -> str:
    low = part.lower()
    if low.endswith("sharedstrings.xml") or "worksheets/" in low:
        return "".join(_cells(text, mask, dates))
    if low.endswith("workbook.xml"):
        return "".join(_tags(text, _BOOK_TAGS, lambda name, tag: _book_tag(name, tag, mask)))
    if low.endswith("styles.xml"):
        return "".join(_tags(text, _STYLE_TAGS, _style_tag))
    return "".join(_tags(text, _LINK_TAGS, lambda _name, tag: tag if _leads(tag, kept) else ""))


class Token(NamedTuple):
    """A piece of a part: a tag with its name, or the text behind one.

    Attributes:
        word: as it stands.
        name: of a tag; empty for text and declarations.
        opens: a tag behind which text of its own may stand.
        closes: a tag that ends an element.
    """

    word: str
    name: str = ""
    opens: bool = False
    closes: bool = False


def _tokens(text: str, known: re.Pattern[str]) -> Iterator[Token]:
    """The pieces of a part, without elements that are not known and all that is in them."""
    skipped = ""
    for found in _TOKEN.finditer(text):
        word = found[0]
        tag = _TAG.fullmatch(word)
        if tag is None:
            if not skipped and not word.startswith("<!--"):
                yield Token(word if found["cdata"] is None else found["cdata"])
            continue
        name, closes, empty = tag["name"], bool(tag["close"]), word.endswith("/>")
        if skipped:
            skipped = "" if closes and name == skipped else skipped
        elif known.fullmatch(name):
            yield Token(word, name, opens=not closes and not empty, closes=closes)
        elif not closes and not empty:
            skipped = name


def _tags(text: str, known: re.Pattern[str], shown: Callable[[str, str], str]) -> list[str]:
    """The known elements of a part without their text, each as ``shown`` says."""
    return [
        shown(token.name, token.word) if token.name else token.word
        for token in _tokens(text, known)
        if token.name or token.word.startswith("<?")
    ]


def _cells(text: str, mask: Mask, dates: set[int]) -> list[str]:
    """The cells of a sheet, or the texts that its cells share, with their values masked."""
    parts: list[str] = []
    inside, cell = "", {"t": "n"}
    for token in _tokens(text, _SHEET_TAGS):
        if token.name:
            inside = token.name if token.opens else ""
            if token.name == "c" and not token.closes:
                cell = dict(_attributes(token.word))
            parts.append(_plain_formula(token.word) if token.name == "f" else token.word)
        elif token.word.startswith("<?"):
            parts.append(token.word)
        elif inside in _VALUE_TAGS:
            date = _style(cell) in dates
            parts.append(_value(inside, token.word, cell.get("t", "n"), mask, date=date))
    return parts


def _attributes(tag: str) -> list[tuple[str, str]]:
    return [(name, value[1:-1]) for name, value in _ATTRIBUTE.findall(tag)]


def _style(attributes: dict[str, str]) -> int:
    style = attributes.get("s", "")
    return int(style) if style.isdecimal() else 0


def _plain_formula(tag: str) -> str:
    """Formulas go; that there was one stays."""
    return "<f/>" if tag.endswith("/>") else re.sub(r"<(/?)([\w.-]+:)?f\b[^>]*>", r"<\1\2f>", tag)


def _value(inside: str, value: str, kind: str, mask: Mask, *, date: bool) -> str:
    """One value of a cell."""
    if inside == "f":
        return _FIXED_NUMBER
    if inside == "t" or kind in ("str", "inlineStr"):
        return _escaped(mask.text(_unescaped(value)))
    if kind in ("s", "b", "e"):
        return value  # a place in the shared texts, TRUE or FALSE, an error
    return mask.text(value) if kind == "d" else mask.number(value, date=date)


def _unescaped(text: str) -> str:
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(name, sign)
    text = re.sub(r"&#(x?)([0-9a-fA-F]{1,6});", _character_of, text)
    return text.replace("&amp;", "&")


def _character_of(found: re.Match[str]) -> str:
    number = int(found[2], 16 if found[1] else 10)
    return chr(number) if number < 0x110000 else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _book_tag(name: str, tag: str, mask: Mask) -> str:
    """Sheets keep their order and whether they are hidden; names that tell nothing stay."""
    if name == "workbookPr":
        base = dict(_attributes(tag)).get("date1904", "0")
        return f'<workbookPr date1904="{base}"/>' if tag.endswith("/>") else ""
    if name != "sheet":
        return tag
    shown = dict(_attributes(tag)).get("name", "")
    masked = _escaped(mask.text(_unescaped(shown))).replace('"', "&quot;")
    return re.sub(
        r'\bname\s*=\s*("[^"]*"|\'[^\']*\')', lambda _m: f'name="{masked}"', tag, count=1
    )


def _style_tag(name: str, tag: str) -> str:
    """Formats keep their form; words that somebody put into one go, as do names of styles."""
    if name == "cellStyle":
        return '<cellStyle name="Normal" xfId="0" builtinId="0"/>' if 'Id="0"' in tag else ""
    return _QUOTED.sub(
        lambda word: re.sub(r"[^年月日時分秒円千万件個名人様¥ /:.-]", "_", word[0][6:-6]).join(
            ("&quot;", "&quot;")
        ),
        tag,
    )


def _leads(tag: str, kept: list[str]) -> bool:
    """Whether a relation or a content type is of a part that is kept."""
    attributes = dict(_attributes(tag))
    target = attributes.get("Target") or attributes.get("PartName")
    if target is None:
        return attributes.get("Extension", "xml") in ("xml", "rels")
    names = {part.lower() for part in kept}
    path = target.lstrip("/").lower()
    return path in names or f"xl/{path}" in names


def _date_styles(styles: str) -> set[int]:
    """Numbers of the cell styles that show dates."""
    own = {
        int(found["numFmtId"]): found.get("formatCode", "")
        for tag in re.findall(r"<(?:\w+:)?numFmt\b[^>]*>", styles)
        if (found := dict(_attributes(tag))).get("numFmtId", "").isdecimal()
    }
    block = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    formats = re.findall(r"<(?:\w+:)?xf\b[^>]*>", block[0]) if block else []
    found_dates = set()
    for place, tag in enumerate(formats):
        number = dict(_attributes(tag)).get("numFmtId", "0")
        code = own.get(int(number), "") if number.isdecimal() else ""
        if number.isdecimal() and (int(number) in _BUILTIN_DATES or is_date_format(code or None)):
            found_dates.add(place)
    return found_dates
