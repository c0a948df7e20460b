"""The mark of a small file's own content, which stands in it as ``check``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def check_of(said: Mapping[str, Any]) -> str:
    """The mark of what a small file says, without the mark itself."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
