"""What each customer has brought so far (これまでの粗利), and who usually serves them (担当)."""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import Moment


def earned(engine: Engine, book: Book) -> pd.DataFrame:
    """Everybody with a line, from the first one to the data-as-of day.

    Returns:
        ``spend`` (returns included) and ``profit`` (NA where not every line sold carries a
        cost), Int64 minor units, and ``staff`` (str: who served them on most purchase days of the
        last 12 months, ``""`` where no line says), by customer_id.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    found = engine.run("earned", asof=moment.asof)
    costed = bool(engine.run("kept_columns", asof=moment.asof)["has_cost"].sum())
    served = engine.run(
        "usual_staff", asof=moment.asof, from_day=moment.from_12m, min_net=moment.min_net
    )
    known = (found["lines_without_cost"] == 0) & costed
    ids = pd.Index(found["customer_id"].astype("str"), name="customer_id")
    staff = served.set_index("customer_id")["staff"].astype("str").reindex(ids).fillna("")
    frame = pd.DataFrame(
        {
            "spend": found["nets"].astype("Int64"),
            "profit": (found["nets"] - found["costs"]).astype("Int64").where(known),
        }
    ).set_axis(ids, axis=0)
    return frame.assign(staff=staff.astype("str"))
