"""The list of what is installed: every requirement is in it, in the shape that CycloneDX wants."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from core.cli import main
from core.cli.parts import bill_of_materials
from tests.core.keeping import TODAY

REQUIRED = Path(__file__).parents[2] / "requirements.txt"
#: Its metadata name no licence; the file that comes with it does (MIT).
SAYS_NOTHING = {"pyrage"}
PURL = re.compile(r"pkg:pypi/[a-z0-9]+(-[a-z0-9]+)*@[A-Za-z0-9.+!-]+")


class Package(Distribution):
    """A package of which only the metadata are known."""

    def __init__(self, *lines):
        self.lines = ("Metadata-Version: 2.4", "Name: Some_Thing.Else", "Version: 1.2", *lines)

    def read_text(self, filename):
        return "\n".join(self.lines) + "\n" if filename == "METADATA" else None

    def locate_file(self, path):
        raise FileNotFoundError(path)


def test_every_requirement_is_in_it_with_version_licence_and_address(tmp_path, capsys):
    target = tmp_path / "parts.json"
    assert main(["sbom", "--out", str(target)], today=TODAY) == 0
    assert main(["sbom"], today=dt.date(2030, 1, 1)) == 0
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")

    made = json.loads(target.read_text(encoding="utf-8"))
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert made["metadata"]["component"]["type"] == "application"
    parts = {(part["name"], part["version"]): part for part in made["components"]}
    assert len(parts) == len(made["components"]) == len({p["bom-ref"] for p in parts.values()})
    for part in parts.values():
        assert PURL.fullmatch(part["purl"])
        assert part["type"] == "library"
    for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", REQUIRED.read_text("utf-8")):
        part = parts[name.lower().replace("_", "-"), version]
        assert ("licenses" in part) == (name not in SAYS_NOTHING), name


@pytest.mark.parametrize(
    ("lines", "licences"),
    [
        (("License-Expression: MIT OR Apache-2.0", "License: MIT"),
         [{"expression": "MIT OR Apache-2.0"}]),
        (("License: BSD-3-Clause",), [{"license": {"name": "BSD-3-Clause"}}]),
        ((f"License: {'all of its text ' * 9}",
          "Classifier: License :: OSI Approved :: MIT License"),
         [{"license": {"name": "MIT License"}}]),
        ((), None),
    ],
)  # fmt: skip
def test_a_licence_is_an_expression_or_words_or_a_classifier_or_not_said(lines, licences):
    (part,) = bill_of_materials([Package(*lines)])["components"]
    assert part.get("licenses") == licences
    assert part["purl"] == "pkg:pypi/some-thing-else@1.2"
