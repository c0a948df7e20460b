"""Write the sample files anew: ``python -m sample_data.generate [folder]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sample_data import FOLDER, builder, dirty, lease, salon
from sample_data.business import Business
from sample_data.sheets import csv_lines, save, workbook, write_csv


@dataclass(frozen=True, slots=True)
class Recipe:
    """What builds a business, from which seed, and how much of it the dirty variant holds."""

    build: Callable[[int], Business]
    seed: int
    dirty_customers: int
    dirty_days: int


RECIPES = {
    "salon": Recipe(salon.build, 4, 260, 300),
    "lease": Recipe(lease.build, 7, 80, 300),
    "builder": Recipe(builder.build, 3, 150, 1500),
}


def generate(folder: Path) -> None:
    """Every file of every business."""
    for recipe in RECIPES.values():
        write(recipe.build(recipe.seed), recipe, folder)


def write(business: Business, recipe: Recipe, folder: Path) -> None:
    """The workbook, customers and purchases as csv, and the dirty variant."""
    stem = business.code
    save(workbook(business), folder / f"{stem}.xlsx")
    for name in ("customers", "purchases"):
        write_csv(csv_lines(business, name), folder / f"{stem}_{name}.csv")
    messy = dirty.workbook(business, recipe.seed, recipe.dirty_customers, recipe.dirty_days)
    save(messy, folder / f"{stem}_dirty.xlsx", dirty.BUILT_IN)
    lines = dirty.customer_lines(business, recipe.seed, recipe.dirty_customers)
    write_csv(lines, folder / f"{stem}_dirty_customers.csv", encoding="cp932")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
