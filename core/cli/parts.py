"""What is installed (部品表), as CycloneDX 1.6: each package with version, licence and address.

So that it can be looked up whether a weakness that is made known is in it. The same environment
gives the same bytes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from core.cli.output import whole

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_CLASSIFIED = "License :: "
#: What is longer is the text of a licence and not its name.
_LONGEST = 60


def sbom_verb(args: argparse.Namespace, today: dt.date) -> int:
    """``sbom``: the list as JSON to ``--out``, or to standard output."""
    text = json.dumps(bill_of_materials(distributions()), ensure_ascii=False, indent=2) + "\n"
    if args.out is None:
        sys.stdout.write(text)
    else:
        whole(args.out, lambda part: part.write_text(text, encoding="utf-8"))
    return 0


def bill_of_materials(installed: Iterable[Distribution]) -> dict[str, Any]:
    """The list as CycloneDX wants it: this program, and every package beside it once."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    found = {part["purl"]: part for part in map(_component, installed)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": project["name"], "name": project["name"],
                "version": project["version"],
            }
        },
        "components": [found[purl] for purl in sorted(found)],
    }  # fmt: skip


def _component(package: Distribution) -> dict[str, Any]:
    name = re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()
    purl = f"pkg:pypi/{name}@{package.version}"
    part = {
        "type": "library", "bom-ref": purl, "name": name, "version": package.version,
        "purl": purl,
    }  # fmt: skip
    licences = _licences(package)
    return part | ({"licenses": licences} if licences else {})


def _licences(package: Distribution) -> list[dict[str, Any]]:
    """An SPDX expression where there is one, else the package's own words or its classifiers."""
    said = package.metadata.json
    expression = str(said.get("license_expression", ""))
    if expression:
        return [{"expression": expression}]
    words = str(said.get("license", "")).strip()
    if words and len(words) <= _LONGEST and "\n" not in words:
        return [{"license": {"name": words}}]
    classes = [str(one) for one in said.get("classifier", []) if str(one).startswith(_CLASSIFIED)]
    return [{"license": {"name": one.rpartition(" :: ")[2]}} for one in classes]
