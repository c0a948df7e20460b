"""Whether contracts are renewed (契約の更新): counted by how often they were before, and foretold.

Each contract with us that has come to its end was kept or lost; which renewal it was follows from
those before it. Kaplan–Meier gives the share still there after one, two, three renewals; the
shifted-beta-geometric model of :mod:`core.foresight.contracts` foretells the next one where enough
were decided and some were lost. Below that a few cases of experience are added to the counts, and
it is said. Rung 4 of the ladder (FORESIGHT 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.foresight.contracts import Retention, fit_retention
from core.foresight.foretold import COLUMNS as FORETOLD
from core.foresight.histories import Floats
from core.rules import contracts
from core.settings import Settings

#: The model speaks from so many decided renewals and so many lost ones on.
DECIDED, LOST = 30, 5
#: Below that: so many renewals of other shops, so many of them kept, are added (初期値・仮).
_OTHERS, _OTHERS_KEPT = 5.0, 4.0
#: A contract follows another when it begins at most so many days before that one's end.
_OVERLAP = pd.Timedelta(days=62)
MODEL, COUNTS = "model", "counts"
COLUMNS = {
    "renewal_date": "datetime64[us]",
    "renewals_kept": "Int64",
    "p_renew": "float64",
    "contract_ended": "datetime64[us]",
}


@dataclass(frozen=True)
class Renewals:
    """What became of contracts so far, and what to expect.

    Attributes:
        ages: one row for each renewal, on ``number`` 1, 2, 3 …: ``due`` (decided), ``kept``,
            ``still`` (Kaplan–Meier share still there), ``expected`` (that share by the model or,
            below its minimum, by the counts).
        decided: renewals decided in all; ``kept``: of them.
        basis: :data:`MODEL` or :data:`COUNTS`.
        customers: on ``customer_id``: :data:`COLUMNS`; the next end of a running contract, the
            renewals kept before it, the chance that it is renewed; where all have ended, when.
    """

    ages: pd.DataFrame
    decided: int
    kept: int
    basis: str
    customers: pd.DataFrame


def renewals(book: Book) -> Renewals:
    """Count the contracts of a Book up to ``book.today``.

    A contract past its end whose outcome nobody wrote down is not counted.
    """
    rows = _numbered(book)
    past = rows["end_date"] < pd.Timestamp(book.today)
    kept = rows["status"].isin(contracts.KEPT)
    lost = rows["status"].isin(contracts.GONE)
    decided = rows.assign(kept=kept)[(past & kept) | lost]
    model, ages = _ages(decided)
    running = rows[~past & ~lost & ~kept]
    basis = COUNTS if model is None else MODEL
    return Renewals(
        ages, len(decided), int(decided["kept"].sum()), basis,
        _customers(running, rows, model, decided),
    )  # fmt: skip


def _numbered(book: Book) -> pd.DataFrame:
    """Contracts with us, each with its place in the customer's row of them: 1 is the first."""
    rows = contracts.own(book)
    rows = rows[rows["kind"].isin(contracts.CONTRACT_KINDS) & rows["end_date"].notna()]
    rows = rows[["customer_id", "kind", "start_date", "end_date", "status"]]
    rows = rows.reset_index(drop=True)
    begun = rows["start_date"].fillna(rows["end_date"])
    kept = rows[rows["status"].isin(contracts.KEPT)][["customer_id", "kind", "end_date"]]
    pairs = rows.assign(row=rows.index, begun=begun)[["row", "customer_id", "kind", "begun"]]
    pairs = pairs.merge(kept, on=["customer_id", "kind"])
    before = pairs[pairs["end_date"] - _OVERLAP <= pairs["begun"]]
    own = rows["status"].isin(contracts.KEPT) & (rows["end_date"] - _OVERLAP <= begun)
    earlier = before.groupby("row").size().reindex(rows.index, fill_value=0) - own
    return rows.assign(number=earlier + 1)


def _ages(decided: pd.DataFrame) -> tuple[Retention | None, pd.DataFrame]:
    last = int(decided["number"].max()) if len(decided) else 0
    numbers = pd.RangeIndex(1, last + 1, name="number")
    by_number = decided.groupby("number")["kept"]
    counted = pd.DataFrame({"due": by_number.size(), "kept": by_number.sum()})
    counted = counted.reindex(numbers, fill_value=0).astype("int64")
    lost = (counted["due"] - counted["kept"]).to_numpy(np.float64)
    share = (counted["kept"] / counted["due"].where(counted["due"] > 0)).fillna(1.0)
    counted["still"] = share.cumprod()
    model = None
    if len(decided) >= DECIDED and lost.sum() >= LOST:
        known = counted["kept"].to_numpy(np.float64)
        model = fit_retention(lost, np.maximum(known - np.append(known[1:] + lost[1:], 0.0), 0.0))
        counted["expected"] = model.staying(last)
    else:
        counted["expected"] = _by_counts(decided) ** np.arange(1, last + 1)
    return model, counted


def _by_counts(decided: pd.DataFrame) -> float:
    """The share kept, a few cases of experience added."""
    return float((decided["kept"].sum() + _OTHERS_KEPT) / (len(decided) + _OTHERS))


def _customers(
    running: pd.DataFrame, rows: pd.DataFrame, model: Retention | None, decided: pd.DataFrame
) -> pd.DataFrame:
    ahead = running.sort_values("end_date", kind="stable").groupby("customer_id").first()
    before = (ahead["number"] - 1).to_numpy(np.float64)
    chance: Floats = (
        np.full(len(ahead), _by_counts(decided)) if model is None else model.renewal(before)
    )
    ended = rows.groupby("customer_id")["end_date"].max()
    ended = ended[~ended.index.isin(ahead.index)]
    frame = pd.DataFrame(
        {
            "renewal_date": ahead["end_date"],
            "renewals_kept": pd.Series(before, index=ahead.index),
            "p_renew": pd.Series(chance, index=ahead.index),
        }
    )
    frame = frame.reindex(frame.index.union(ended.index)).assign(contract_ended=ended)
    return frame.reindex(columns=list(COLUMNS)).astype(COLUMNS).rename_axis("customer_id")


def by_contract(customers: pd.DataFrame, found: Renewals, settings: Settings) -> pd.DataFrame:
    """The forecasts beside the contracts (FORESIGHT 7, rung 4).

    Args:
        customers: one row each, with ``foreseen_by`` of :func:`core.foresight.seasons.in_season`.
        found: of :func:`renewals`.
        settings: in a trade of contracts who let all of them end, and bought nothing since, is
            not foretold to buy: the contract says that they are gone.

    Returns:
        The frame with :data:`COLUMNS`; ``foreseen_by`` is ``contract`` where a contract runs or,
        in such a trade, has ended for good.
    """
    frame = customers.join(found.customers, on="customer_id").astype(COLUMNS)
    runs = frame["renewal_date"].notna()
    if not settings.trade.contract:
        return frame
    gone = frame["contract_ended"].notna() & ~(
        frame["last_purchase_date"] > frame["contract_ended"]
    )
    for name in FORETOLD:
        frame[name] = frame[name].mask(gone)
    frame["foreseen_by"] = frame["foreseen_by"].mask(runs | gone, "contract").astype("str")
    return frame
