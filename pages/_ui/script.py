"""The one script of our own in the browser: page language, fixed English words, typed text.

Streamlit has no translations (its issue 1353), so a small observer says its fixed words in the
owner's language. The script is constant text: its hash stands in the content security policy, and
no customer's data ever go into it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def streamlit_words() -> dict[str, Any]:
    """Streamlit's fixed words: ``exact`` {English: Japanese}, ``patterns`` [[regex, Japanese]]."""
    words: dict[str, Any] = json.loads((_HERE / "streamlit_words.json").read_text("utf-8"))
    return words


@cache
def shell_script() -> str:
    """The script's whole text, without its tags."""
    words = json.dumps(
        {"exact": streamlit_words()["exact"], "patterns": streamlit_words()["patterns"]},
        ensure_ascii=False,
        sort_keys=True,
    )
    source = (_HERE / "shell.js").read_text("utf-8")
    return source.replace("/*WORDS*/null", words).strip()


def csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline script."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
