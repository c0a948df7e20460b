"""The one label that is displayed (お客様のグループ), by DOMAIN's priority over the axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.rules import worth
from core.rules.lifecycle import LIFECYCLE
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.state import STATES
from core.settings import Settings

#: (column, code) in the order of DOMAIN 2.3; the first that holds is shown, else the relation.
PRIORITY = (
    ("state", "dnc"),
    ("policy", "no_approach"),
    ("relation", "lost_to"),
    ("policy", "cut_deal"),
    ("relation", "dropped"),
    ("policy", "defend"),
    ("policy", "invest"),
    ("relation", "new_30"),
    ("relation", "new_90"),
    ("relation", "new_365"),
    ("policy", "passive"),
    ("policy", "efficient"),
)
#: The entries behind every label, in the order of display.
SEGMENTS = {
    **{
        code: {"state": STATES, "policy": POLICIES, "relation": RELATIONS}[axis][code]
        for axis, code in PRIORITY
    },
    **{code: RELATIONS[code] for code in ("lead", "lapsed", "repeat")},
}


def segment(judged: pd.DataFrame) -> pd.Series[str]:
    """The displayed label of each customer.

    Args:
        judged: one row per customer with state, policy and relation.

    Returns:
        Codes of :data:`SEGMENTS`.
    """
    holds = [judged[axis] == code for axis, code in PRIORITY]
    codes = [code for _axis, code in PRIORITY]
    chosen = np.select(holds, codes, judged["relation"].to_numpy(dtype=object))
    return pd.Series(chosen, index=judged.index, dtype="str")


@dataclass(frozen=True, slots=True)
class Segment:
    """One of the eleven of article 1.

    Attributes:
        number: 1 to 11; ``axis``: the column on which it stands, ``lifecycle`` for the tags;
            ``code``: its value there.
    """

    number: int
    axis: str
    code: str


#: The eleven in the order of article 1 (将来攻める … 完全失注). New customers are one segment of
#: three bands, the lifecycle is any tag at all.
ELEVEN = (
    Segment(1, "policy", "invest"),
    Segment(2, "policy", "efficient"),
    Segment(3, "policy", "cut_deal"),
    Segment(4, "policy", "no_approach"),
    Segment(5, "policy", "passive"),
    Segment(6, "policy", "defend"),
    Segment(7, "relation", "new_30"),
    Segment(7, "relation", "new_90"),
    Segment(7, "relation", "new_365"),
    Segment(8, "relation", "repeat"),
    Segment(9, "lifecycle", "tagged"),
    Segment(10, "relation", "dropped"),
    Segment(11, "relation", "lost_to"),
)


def shares(judged: pd.DataFrame, groups: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """How many each group has, and which part of the customers, of sales and of profit.

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        groups: ``customer_id, group``: each pair once; a customer may be in several groups or in
            none.
        settings: for the margin where costs are not known.

    Returns:
        ``people, share, sales, sales_share, profit, profit_share`` by group: sales and gross
        profit of 12 months in minor units, shares of all customers', NaN where there is nothing
        to share.
    """
    money = pd.DataFrame(
        {
            "sales": judged["spend_12m"].fillna(0).astype("int64"),
            "profit": worth.year_profit(judged, settings).round().astype("int64"),
        }
    ).set_index(pd.Index(judged["customer_id"]))
    rows = money.reindex(pd.Index(groups["customer_id"])).set_index(pd.Index(groups["group"]))
    found = rows.groupby(level=0).sum().assign(people=rows.groupby(level=0).size())
    whole = {"people": len(judged), "sales": money["sales"].sum(), "profit": money["profit"].sum()}
    for name, total in whole.items():
        share = "share" if name == "people" else f"{name}_share"
        found[share] = found[name] / total if total > 0 else np.nan
    order = ["people", "share", "sales", "sales_share", "profit", "profit_share"]
    result: pd.DataFrame = found.rename_axis("group")[order]
    return result


def eleven(judged: pd.DataFrame, tags: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The eleven segments, each on its own axis: a person may be in several (article 1-1).

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        tags: of :func:`core.rules.lifecycle.lifecycle`.
        settings: for the margin.

    Returns:
        One row for each of :data:`ELEVEN`: ``number, axis, code``, the columns of :func:`shares`
        (zeros where nobody is in it), ``labelled``: how many show it as their one label, and
        ``proposed``: for whom it waits for the owner's word.
    """
    found = pd.concat([shares(judged, on_axis(judged, tags, axis), settings)
                       for axis in ("policy", "relation")])  # fmt: skip
    anybody = pd.DataFrame({"customer_id": tags["customer_id"].unique(), "group": "tagged"})
    found = pd.concat([found, shares(judged, anybody, settings)])
    # Who must not be contacted shows that, and is not approached by policy.
    labelled = judged["segment"].replace("dnc", "no_approach").value_counts()
    proposed = judged["policy_proposed"].value_counts()
    codes = [segment.code for segment in ELEVEN]
    rows = found.reindex(codes).fillna(0.0)
    for name in ("people", "sales", "profit"):
        rows[name] = rows[name].astype("int64")
    return rows.assign(
        number=[segment.number for segment in ELEVEN],
        axis=[segment.axis for segment in ELEVEN],
        code=codes,
        labelled=[int(labelled.get(code, 0)) for code in codes],
        proposed=[int(proposed.get(code, 0)) for code in codes],
    ).reset_index(drop=True)


def on_axis(judged: pd.DataFrame, tags: pd.DataFrame, axis: str) -> pd.DataFrame:
    """Who is in which group of an axis: ``customer_id, group``; ``lifecycle`` may name several."""
    if axis == "lifecycle":
        return tags.rename(columns={"tag": "group"})
    return pd.DataFrame({"customer_id": judged["customer_id"], "group": judged[axis]})


#: The axes with their catalogues (三つの軸), and the one label that is displayed.
AXES = {"policy": POLICIES, "relation": RELATIONS, "lifecycle": LIFECYCLE, "segment": SEGMENTS}
