"""Bring the catalogues up to date with the messages in the source.

``python -m core.locale.refresh [part]`` reads every ``_("…")`` and ``n_("…", "…")`` below
core/, pages/ and app.py, adds what is new, drops what is gone and keeps every translation. In
English the message is its own translation. What is still empty in Japanese is printed; the test
of the catalogues fails until it is filled.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "n_": (1, 2)}


def part_of(path: Path) -> str:
    """The catalogue that a source file's messages belong to: its package, or ``core``."""
    parts = path.relative_to(ROOT).parts
    if parts[0] in ("pages", "app.py"):
        return "pages"
    return parts[1] if len(parts) > 2 else "core"


def sources() -> list[Path]:
    """Every file that may say something to the owner."""
    files = [*(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    skipped = {"words.py", "refresh.py"}
    return sorted(p for p in files if p.exists() and p.name not in skipped)


def messages() -> dict[str, dict[str | tuple[str, ...], str]]:
    """All marked messages: {part: {message: the file it first stands in}}."""
    found: dict[str, dict[str | tuple[str, ...], str]] = {}
    for path in sources():
        part = part_of(path)
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.setdefault(part, {}).setdefault(message, path.relative_to(ROOT).as_posix())
    return found


def load(language: str, part: str) -> Catalog:
    """One catalogue as it stands, empty when there is none yet."""
    path = ROOT / "core" / "locale" / language / f"{part}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as handle:
        return read_po(handle, locale=language)


def refresh(language: str, only: str = "") -> list[str]:
    """Rewrite the catalogues of one language; returns the messages without a translation.

    Args:
        language: ``ja`` or ``en``.
        only: one part to rewrite; all of them when empty, and then parts that are gone go too.
    """
    empty: list[str] = []
    folder = ROOT / "core" / "locale" / language
    wanted = messages()
    old = {p.stem: load(language, p.stem) for p in folder.glob("*.po")}
    if only:
        wanted = {only: wanted.get(only, {})}
    else:
        for stale in set(old) - set(wanted):
            (folder / f"{stale}.po").unlink()
    for part, found in sorted(wanted.items()):
        fresh = Catalog(locale=language, project="daifukucho", fuzzy=False)
        fresh.header_comment = f"# Owner-facing words of {part}, in {language}."
        for message, where in sorted(found.items(), key=lambda item: str(item[0])):
            text = _translation(old, part, message) or (message if language == "en" else "")
            if isinstance(message, tuple) and isinstance(text, str):
                text = (text,) * fresh.num_plurals
            entry = fresh.add(message, text, locations=[(where, 1)])
            if not any(entry.string if isinstance(entry.string, tuple) else [entry.string]):
                empty.append(f"{part}: {message}")
        with (folder / f"{part}.po").open("wb") as handle:
            write_po(handle, fresh, width=100, omit_header=False, include_lineno=False)
    return empty


def _translation(
    old: dict[str, Catalog], part: str, message: str | tuple[str, ...]
) -> str | tuple[str, ...]:
    """What any present catalogue says for a message, the part's own first."""
    key = message[0] if isinstance(message, tuple) else message
    for catalogue in [old.get(part), *old.values()]:
        entry = catalogue.get(key) if catalogue is not None else None
        if entry is not None and entry.string:
            return entry.string if isinstance(entry.string, str) else tuple(entry.string)
    return ""


if __name__ == "__main__":
    part_named = sys.argv[1] if len(sys.argv) > 1 else ""
    missing = [f"{lang} {m}" for lang in ("ja", "en") for m in refresh(lang, part_named)]
    sys.stdout.write("\n".join([*missing, f"{len(missing)} messages without a translation\n"]))
