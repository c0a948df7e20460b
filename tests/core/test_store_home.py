"""Where the data lie."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.store.home import home

ROOT = Path(__file__).parents[2]


def test_the_data_folder_is_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    assert home() == tmp_path


def test_without_it_the_platforms_user_data_folder_is_used(monkeypatch):
    monkeypatch.delenv("DAIFUKUCHO_HOME", raising=False)
    assert home().name == "daifukucho"


def test_the_folder_of_a_user_may_be_named_by_its_sign_and_blanks_name_none(monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", " ~/shop ")
    assert home() == Path.home() / "shop"
    monkeypatch.setenv("DAIFUKUCHO_HOME", "  ")
    assert home().name == "daifukucho"


@pytest.mark.skipif(sys.platform != "linux", reason="names the folder where Linux has it")
def test_the_users_own_choice_of_a_data_folder_is_followed_where_it_is_a_whole_path(monkeypatch):
    monkeypatch.delenv("DAIFUKUCHO_HOME", raising=False)
    for chosen, base in (("/xdg", Path("/xdg")), ("", Path.home() / ".local" / "share")):
        monkeypatch.setenv("XDG_DATA_HOME", chosen)
        assert home() == base / "daifukucho"


def test_the_app_is_opened_without_waiting_for_what_reads_a_ledger():
    loaded = (
        "import sys, core.serving.command;"
        "print(*sorted({'sqlalchemy', 'duckdb', 'pandas', 'streamlit'} & {*sys.modules}))"
    )
    command = [sys.executable, "-c", loaded]
    asked = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert asked.stdout.split() == []
