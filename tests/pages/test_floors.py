"""The server does not start on releases with known weaknesses, and says what mends it."""

from __future__ import annotations

import pytest

from pages._ui.floors import FLOORS, require_floors


def test_what_is_installed_here_is_new_enough():
    assert require_floors() is None


@pytest.mark.parametrize(
    ("name", "old"),
    [("streamlit", "1.60.3"), ("starlette", "1.3.0"), ("python-multipart", "0.0.9")],
)
def test_an_older_release_is_refused_in_both_languages(name, old):
    found = {**FLOORS, name: old}
    with pytest.raises(SystemExit) as refused:
        require_floors(found.__getitem__)
    japanese, english = str(refused.value).split("\n")
    assert "弱点" in japanese
    assert f"{name} {old} has known weaknesses; {FLOORS[name]} or later" in english
    assert "Delete the folder .venv" in english


def test_the_floor_itself_and_later_ones_start():
    assert require_floors(FLOORS.__getitem__) is None
    assert require_floors(lambda _name: "10.0.0rc1") is None
