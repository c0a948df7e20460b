"""What must be there for other engines: a run that decides about a change leaves none out."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="session")
def java() -> None:
    """Where this computer finds no Java, Spark is left out, and the run says so."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: sudo apt install default-jre-headless")
