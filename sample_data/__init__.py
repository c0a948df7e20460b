"""Three invented businesses to try the product with; ``businesses.json`` describes them.

``BUSINESSES[code]`` holds ``name``, ``name_en``, ``trade_code``, ``asof``, ``today``, ``files``
(what «try it with sample data» loads) and ``other_files`` (the same as csv, and a dirty variant).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
BUSINESSES: dict[str, dict[str, Any]] = json.loads(
    (FOLDER / "businesses.json").read_text(encoding="utf-8")
)
