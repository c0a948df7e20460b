"""Write the sample files anew: ``python -m sample_data.generate [folder]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from sample_data import FOLDER, salon
from sample_data.business import Business
from sample_data.sheets import csv_lines, save, workbook, write_csv

#: What builds each business, and the seed it is built from.
BUILDERS: dict[str, tuple[Callable[[int], Business], int]] = {"salon": (salon.build, 4)}


def generate(folder: Path) -> None:
    """Every file of every business."""
    for build, seed in BUILDERS.values():
        write(build(seed), folder)


def write(business: Business, folder: Path) -> None:
    """The workbook, and customers and purchases as csv."""
    save(workbook(business), folder / f"{business.code}.xlsx")
    for name in ("customers", "purchases"):
        write_csv(csv_lines(business, name), folder / f"{business.code}_{name}.csv")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
