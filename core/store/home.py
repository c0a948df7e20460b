"""Where the data lie, for whoever asks before anything else is loaded (データの置き場所)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The data folder: ``DAIFUKUCHO_HOME``, or the platform's user data folder."""
    named = os.environ.get("DAIFUKUCHO_HOME", "").strip()
    return Path(named or platformdirs.user_data_dir("daifukucho", appauthor=False)).expanduser()
