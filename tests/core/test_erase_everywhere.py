"""Every table and every file in which somebody may stand is known to the erasure."""

from __future__ import annotations

from core.store import erase_files, erase_rows, traces
from core.store.places import Place
from core.store.schema import METADATA, STATE
from core.tables import TABLES

#: Tables that an erasure looks through, and those in which nobody can stand.
LOOKED_THROUGH = {
    *STATE, "setting", "batch", "shape", "same_person", "upload", "action", "journal", "call_week",
    "snapshot", "file",
}  # fmt: skip
NOBODY = {"business": "the owner's own name", "erased": "marks"}
#: The same of what lies in a business's folder.
FOLDERS = {
    "ledger", "purchases", "layers", "uploads", "cache", "erasing", "folder",
    "root",  # the sheets that are not taken in yet lie in it
}  # fmt: skip
NOBODY_THERE = {
    "key": "the secret",
    "erased": "marks",
    "address": "of a server",
    "where": "the ledger or the address",
}


def test_every_table_of_the_ledger_is_looked_through():
    """A new table has to be cleansed in core.store.erase_rows, or named here with a reason."""
    assert set(METADATA.tables) == LOOKED_THROUGH | set(NOBODY)
    for name in LOOKED_THROUGH - set(STATE) - {"file"}:
        assert name.upper() in vars(erase_rows), name
    assert vars(erase_files)["files"].FILE.name == "file"


def test_every_place_of_a_business_is_looked_through():
    """A new folder or file has to be cleansed in core.store.erase_files, or to be named here."""
    places = {name for name, kept in vars(Place).items() if isinstance(kept, property)}
    assert places | {"folder"} == FOLDERS | set(NOBODY_THERE)


def test_every_column_is_a_number_a_text_or_something_that_names_nobody():
    for name, table in TABLES.items():
        known = {*traces.id_columns(name), *traces.free_texts(name), *traces.OWN}
        for column in table.columns:
            harmless = column.kind in (
                "choice", "date", "money", "integer", "number", "month", "month_day",
            )  # fmt: skip
            ours = column.name in ("staff", "store", "by_whom", "order_id")
            assert column.name in known or harmless or ours or name in ("staff", "stores"), (
                f"{name}.{column.name}"
            )
