"""Names and addresses for postcards (宛名): nobody in it who wants no contact."""

from __future__ import annotations

from typing import BinaryIO

import pandas as pd

from core.export.cells import write_frame
from core.locale.words import Words, _, say
from core.rules.stopped import stopped

#: Who is written to how.
HONORIFIC: dict[str, Words] = {"company": _("Messrs."), "person": _("Mx.")}


def addressees(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of the customers to whom something can be sent.

    Args:
        rows: judged customers.

    Returns:
        Rows with an address, of whom nobody asked to stop, closed down or died, and who do not
        want no contact at all.
    """
    wanted = ~stopped(rows) & (rows["contact_preference"] != "none")
    return rows[wanted & (rows["address"].str.strip() != "")]


def address_table(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """The addresses as a table with the headers that postcard programs know.

    Args:
        rows: of :func:`addressees`.
        language: of the headers.
    """
    company = rows["kind"] == "company"
    person = rows["contact_person"].str.strip()
    honoured = pd.Series(say(HONORIFIC["person"], language), index=rows.index)
    honoured = honoured.mask(company & (person == ""), say(HONORIFIC["company"], language))
    columns: dict[Words, pd.Series[str]] = {
        _("Name"): rows["name"],
        _("Person in charge at the company"): person,
        _("Form of address"): honoured,
        _("Postal code"): rows["postal_code"],
        _("Address"): rows["address"],
    }
    return pd.DataFrame({say(label, language): texts for label, texts in columns.items()})


def address_csv(rows: pd.DataFrame, target: BinaryIO, language: str) -> None:
    """Write :func:`address_table` as CSV that Excel and postcard programs open."""
    write_frame(address_table(addressees(rows), language), target, kind="csv")
