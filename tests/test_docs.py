"""The documents keep what they promise."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from core.cli import parser
from core.ingest.preset import PLAIN, read_preset
from tests import refresh_docs

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TERMS = 117
#: Words for what the rule book asks for without a word of its own.
FURTHER = 31
LONGEST_DECISION = 30


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def table(path: str) -> list[list[str]]:
    """The cells of every row of every table in a document, without the heads."""
    rows = [line for line in text(path).splitlines() if line.startswith("|")]
    heads = {n for n, row in enumerate(rows) if set(row) <= set("|-: ")}
    kept = [row for n, row in enumerate(rows) if n not in heads and n + 1 not in heads]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in kept]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ---- glossary


def test_the_glossary_has_every_term_of_the_rule_book():
    rows = table("docs/glossary.md")

    assert len(rows) == TERMS + FURTHER
    assert all(all(row) and len(row) == 4 for row in rows)


def test_symbols_of_the_glossary_are_unique_english_codes():
    symbols = [row[2] for row in table("docs/glossary.md")]

    assert len(set(symbols)) == len(symbols)
    assert [s for s in symbols if not re.fullmatch(r"`[a-z][a-z0-9_]*`", s)] == []


def test_every_japanese_and_english_term_stands_once():
    for column in (0, 1):
        terms = [row[column] for row in table("docs/glossary.md")]
        assert len(set(terms)) == len(terms)


def test_stages_states_and_policies_stand_in_the_glossary_under_their_codes():
    symbols = {row[2].strip("`") for row in table("docs/glossary.md")}
    codes = "prospect customer regular supporter advocate partner lead active at_risk dormant"
    codes += " lapsed dnc invest efficient cut_deal no_approach passive defend lost_to dropped"

    assert set(codes.split()) - symbols == set()


# ---- links, commands


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    local = [link.split("#")[0] for link in links if not re.match(r"https?:|mailto:|#", link)]

    assert [link for link in local if not (path.parent / link).exists()] == []


def command_lines(path: str) -> list[list[str]]:
    """Every ``python … -m core …`` in the code blocks of a document, as words after ``core``."""
    blocks = re.findall(r"```\w*\n(.*?)```", text(path), flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if " -m core " in line]
    return [shlex.split(line.split(" -m core ")[1], comments=True) for line in lines]


@pytest.mark.parametrize("path", ["README.md", "README.ja.md"])
def test_the_commands_of_the_readme_are_understood(path):
    lines = command_lines(path)

    assert {words[0] for words in lines} >= {"read", "profile", "calls", "growth"}
    for words in lines:
        assert callable(parser().parse_args(words).run)


@pytest.mark.parametrize("path", ["README.md", "README.ja.md"])
def test_the_readme_names_both_ways_to_start_and_how_to_run_the_tests(path):
    written = text(path)

    for word in ("python3 start.py", "python3 start.py test", "はじめる.bat", "はじめる.command"):
        assert word in written


# ---- what is made from the code


@pytest.mark.parametrize("language", refresh_docs.LANGUAGES)
@pytest.mark.parametrize("name", refresh_docs.MADE)
def test_pages_of_words_and_thresholds_are_those_of_today(name, language):
    written = text(f"docs/help/{language}/{name}")

    assert written == refresh_docs.MADE[name](language), "run python -m tests.refresh_docs"


# ---- presets


def test_the_preset_of_the_guide_can_be_used_as_it_stands(tmp_path):
    blocks = re.findall(r"```toml\n(.*?)```", text("docs/adding-a-preset.md"), flags=re.DOTALL)
    path = tmp_path / "sora_lines.toml"
    path.write_text(blocks[0], encoding="utf-8")

    preset = read_preset(path)

    assert (preset.name, preset.kind, preset.slip_total) == ("sora_lines", "purchases", True)
    assert preset.columns["phone"].first


def test_the_guide_to_presets_explains_every_word_of_a_preset():
    words = {row[0].strip("`").split(" ")[0] for row in table("docs/adding-a-preset.md")}

    assert words == set(PLAIN) - {"columns"}


# ---- decisions, changes, seeds


def test_decisions_are_numbered_without_a_hole_and_short():
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(file.name[:3]) for file in files] == list(range(1, len(files) + 1))
    long = [file.name for file in files if len(text(named(file)).splitlines()) > LONGEST_DECISION]
    assert long == []


def test_the_changelog_has_the_version_of_the_project():
    version = re.search(r'^version = "([\d.]+)"$', text("pyproject.toml"), re.M)

    assert version is not None
    assert re.search(rf"^## \[{re.escape(version[1])}\]", text("CHANGELOG.md"), re.M)


def test_every_row_of_the_seeds_says_what_it_does_and_where():
    rows = table("docs/seeds.md")
    names = [row[0] for row in rows]

    assert len(set(names)) == len(names)
    assert all(all(row) and len(row) == 3 for row in rows)


def test_what_the_seeds_point_to_exists():
    places = [
        place for row in table("docs/seeds.md") for place in re.findall(r"`([^`]+)`", row[2])
    ]

    assert places
    assert [place for place in places if not stands(place)] == []


#: Passages of the five articles (n-m), as the design counts them.
PASSAGES = {
    "0": [*map(str, range(1, 10))],
    "1": [*map(str, range(1, 28)), *(f"1{letter}" for letter in "abcdefghijk")],
    "2": [*map(str, range(1, 9)), "9/10"],
    "3": [*map(str, range(1, 10))],
    "4": ["1", "2", "2b", "3", "3b", *map(str, range(4, 13))],
}

#: Features that answer to an article without a passage of their own.
FEATURES = {"F-21", "F-22"}


def test_every_passage_of_the_five_articles_is_named():
    names = {row[0] for row in table("docs/seeds.md")}
    wanted = {f"{article}-{one}" for article, every in PASSAGES.items() for one in every}

    assert names == wanted | FEATURES


@pytest.mark.parametrize("article", [*PASSAGES, "F"])
def test_each_passage_names_its_test_and_its_picture(article):
    rows = [row for row in table("docs/seeds.md") if row[0].startswith(f"{article}-")]
    bare = [row[0] for row in rows if "::test_" not in row[2] or "docs/screenshots/" not in row[2]]

    assert rows
    assert bare == []


def stands(place: str) -> bool:
    """Whether a file is there, and in it the test that is named behind ``::``."""
    file, _colons, test = place.partition("::")
    found = (ROOT / file).exists()
    return found and (not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"))
