"""The log of sharing as a file for a spreadsheet (だれが何を見たか)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import pandas as pd

from core.export.cells import write_frame
from core.locale.words import _, say
from core.share.trail import KINDS, Seen


def access_csv(lines: Iterable[Seen], names: Mapping[str, str], language: str) -> bytes:
    """Lines of the log as CSV, the oldest first; a customer stands in it as a mark alone.

    Args:
        lines: the newest first, as :meth:`core.share.trail.Trail.last` tells them.
        names: of the people by their ids.
        language: ``ja`` or ``en``.
    """
    head = (_("When"), _("Who"), _("What was done"), _("From the address"), _("Business"),
            _("Customer mark"), _("Detail"))  # fmt: skip
    rows = [
        (
            seen.at.isoformat(sep=" ", timespec="seconds"),
            names.get(seen.person, seen.person),
            say(KINDS.get(seen.kind, seen.kind), language),
            seen.address,
            seen.business,
            seen.customer[:16],
            seen.what,
        )
        for seen in reversed(list(lines))
    ]
    frame = pd.DataFrame(rows, columns=[say(word, language) for word in head], dtype="str")
    target = io.BytesIO()
    write_frame(frame, target, kind="csv")
    return target.getvalue()
