"""Bringing the catalogues up to date with the source."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from core.locale import refresh


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of two parts with a message each, and empty catalogue folders."""
    (tmp_path / "core" / "calls").mkdir(parents=True)
    (tmp_path / "pages").mkdir()
    for language in ("ja", "en"):
        (tmp_path / "core" / "locale" / language).mkdir(parents=True)
    (tmp_path / "core" / "calls" / "gates.py").write_text(
        '_("Rest until {day}.", day=day)\nn_("{n} call", "{n} calls", n=n)\n', encoding="utf-8"
    )
    (tmp_path / "core" / "book.py").write_text('"""No words."""\n', encoding="utf-8")
    (tmp_path / "pages" / "calls.py").write_text('_("Rest until {day}.")\n', encoding="utf-8")
    monkeypatch.setattr(refresh, "ROOT", tmp_path)
    return tmp_path


def catalogue(root, language, part):
    path = root / "core" / "locale" / language / f"{part}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def translate(root, part, message, text):
    path = root / "core" / "locale" / "ja" / f"{part}.po"
    empty = f'msgid "{message}"\nmsgstr ""'
    written = path.read_text(encoding="utf-8")
    assert empty in written
    path.write_text(
        written.replace(empty, f'msgid "{message}"\nmsgstr "{text}"'), encoding="utf-8"
    )


def test_new_messages_are_added_and_those_without_japanese_are_named(project):
    assert refresh.refresh("en") == []
    assert len(refresh.refresh("ja")) == 3

    english = catalogue(project, "en", "calls")
    assert english["Rest until {day}."].string == "Rest until {day}."
    assert english["{n} call"].string == ("{n} call", "{n} calls")
    assert catalogue(project, "ja", "calls")["Rest until {day}."].string == ""


def test_a_translation_is_kept_and_serves_the_same_message_in_another_part(project):
    refresh.refresh("ja")
    translate(project, "calls", "Rest until {day}.", "{day}まで休みます。")

    missing = refresh.refresh("ja")

    assert missing == ["calls: ('{n} call', '{n} calls')"]
    assert catalogue(project, "ja", "pages")["Rest until {day}."].string == "{day}まで休みます。"


def test_what_nothing_says_any_more_is_dropped(project):
    refresh.refresh("ja")
    (project / "pages" / "calls.py").unlink()
    gates = project / "core" / "calls" / "gates.py"
    gates.write_text('n_("{n} call", "{n} calls", n=n)\n', encoding="utf-8")

    refresh.refresh("ja")

    assert not (project / "core" / "locale" / "ja" / "pages.po").exists()
    assert "Rest until {day}." not in catalogue(project, "ja", "calls")


def test_one_part_alone_leaves_the_others_as_they_are(project):
    refresh.refresh("ja", "calls")

    folder = project / "core" / "locale" / "ja"
    assert [path.name for path in folder.glob("*.po")] == ["calls.po"]


def test_refreshing_twice_changes_nothing_but_the_date(project):
    def lines():
        text = (project / "core/locale/ja/calls.po").read_text(encoding="utf-8")
        return [line for line in text.splitlines() if "POT-Creation-Date" not in line]

    refresh.refresh("ja")
    first = lines()
    refresh.refresh("ja")

    assert lines() == first
