"""``python -m core`` as a script sees it: exit codes, and what goes to which stream."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def core(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "core", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_file_that_is_not_there_is_one_sentence_and_exit_2(tmp_path):
    result = core("profile", str(tmp_path / "台帳.xlsx"))

    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "台帳.xlsx" in result.stderr


def test_today_is_the_real_day_unless_told_otherwise(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,date,amount\nA,2025-12-05,1200\nA,2026-01-05,900\n", "utf-8")

    now = core("profile", str(file))
    then = core("profile", str(file), "--today", "2025-12-31")

    assert now.returncode == then.returncode == 0, now.stderr + then.stderr
    assert "A,,2025-12-05,2026-01-05,2,2100" in now.stdout
    assert "A,,2025-12-05,2025-12-05,1,1200" in then.stdout


def test_what_is_loaded_at_the_start_is_never_looked_through_for_what_is_no_longer_used(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,date,amount\nA,2025-12-05,1200\n", "utf-8")
    script = (
        "import atexit, gc, runpy, sys; sys.argv = ['core', 'profile', sys.argv[1]];"
        "atexit.register(lambda: print('at the end', gc.get_freeze_count(), file=sys.stderr));\n"
        "try: runpy.run_module('core', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    print(end.code, gc.get_freeze_count() > 50_000, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr.splitlines()[-2:] == ["0 True", "at the end 0"]
