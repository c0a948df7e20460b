"""A program that reads and counts looks for garbage seldom, and at its end as Python does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count()))
from core.garbage import SELDOM, look_seldom
before = gc.get_threshold()
look_seldom()
print(before == gc.get_threshold(), gc.get_threshold() == SELDOM, gc.get_freeze_count() > 1_000)
"""


def test_what_is_loaded_is_not_looked_through_until_the_end_of_the_program():
    words = [sys.executable, "-c", PROGRAM]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["False True True", "0"]
