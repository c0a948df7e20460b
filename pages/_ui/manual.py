"""The help of every page and the glossary, as docs/ holds them (説明・用語集)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pages._ui.registry import PageEntry

DOCS = Path(__file__).parents[2] / "docs"
#: What is explained beside the pages: figures, words, and matters of more than one page.
TOPICS = (
    "words", "thresholds", "foresight", "report", "backup", "carrying", "shared", "sharing",
    "rights",
)  # fmt: skip
#: Links to pictures stand alone or in brackets; nothing of docs/ is served, so they are left out.
_PICTURES = re.compile(r"\s*[（(][^（）()\[\]]*(?:\[[^\]]*\]\([^)]*\.png\)[^（）()\[\]]*)+[）)]")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LEADS_TO = re.compile(r"\]\((\w+)\.md\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary.

    Attributes:
        japanese, english: the word; ``meaning``: in a sentence, in the language asked for.
    """

    japanese: str
    english: str
    meaning: str


@cache
def text(code: str, language: str) -> str:
    """A page's help or a topic, as Markdown."""
    return (DOCS / "help" / language / f"{code}.md").read_text(encoding="utf-8")


def name(code: str, language: str) -> str:
    """Its title."""
    return text(code, language).split("\n", 1)[0].removeprefix("# ")


def code_of(page: PageEntry) -> str:
    """The help of a page goes by its file's name."""
    return Path(page.path).stem


def shown(code: str, language: str) -> str:
    """The text for the app: below its title, without links that a browser could not follow."""
    body = text(code, language).split("\n", 1)[1]
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    return _LINK.sub(r"\1", _PICTURES.sub("", body)).strip()


def leads_to(code: str, language: str) -> list[str]:
    """The other texts that it points to, each once."""
    return list(dict.fromkeys(_LEADS_TO.findall(text(code, language))))


@cache
def glossary(language: str) -> tuple[Term, ...]:
    """Every term of the glossary with its meaning in that language."""
    english = _rows(DOCS / "glossary.md", 4)
    meanings = {row[2]: row[3] for row in english}
    if language == "ja":
        meanings |= {row[0]: row[1] for row in _rows(DOCS / "glossary.ja.md", 2)}
    return tuple(
        Term(row[0], row[1], meanings.get(row[0] if language == "ja" else row[2], row[3]))
        for row in english
    )


def _rows(path: Path, width: int) -> list[list[str]]:
    """The cells of the rows of that width in all tables, without the heads and their lines."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    ruled = {number for number, line in enumerate(lines) if not line.strip("|-: ")}
    kept = [line for n, line in enumerate(lines) if n not in ruled and n + 1 not in ruled]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]
    return [row for row in rows if len(row) == width]


def terms_in(code: str, language: str) -> list[Term]:
    """The terms of the glossary that a text uses."""
    body = text(code, language).casefold()
    return [term for term in glossary(language) if _word(term, language) in body]


def _word(term: Term, language: str) -> str:
    return term.japanese if language == "ja" else term.english.casefold()


def found(wanted: str, language: str) -> list[Term]:
    """Terms whose word holds what is looked for, then those whose meaning does."""
    wanted = wanted.strip().casefold()
    if not wanted:
        return []
    words = [t for t in glossary(language) if wanted in f"{t.japanese} {t.english}".casefold()]
    means = [t for t in glossary(language) if wanted in t.meaning.casefold() and t not in words]
    return words + means


def headings_with(wanted: str, language: str) -> list[tuple[str, str]]:
    """Paragraphs below headings of the words and thresholds that hold what is looked for."""
    wanted = wanted.strip().casefold()
    sections = [part for code in ("words", "thresholds")
                for part in text(code, language).split("\n### ")[1:]]  # fmt: skip
    pairs = [(part.split("\n", 1)[0], part.split("\n## ")[0].split("\n", 1)[1].strip())
             for part in sections]  # fmt: skip
    return [pair for pair in pairs if wanted and wanted in pair[0].casefold()]
