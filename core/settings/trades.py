"""Trade presets (業種): the rhythm, the three days and the 得意客 rule until own data suffice."""

from __future__ import annotations

from dataclasses import dataclass

from core.locale.words import Words, _


@dataclass(frozen=True, slots=True)
class Trade:
    """What is usual in a trade; every figure is provisional (初期値・仮) until learned.

    Attributes:
        code: English symbol.
        label: the owner's word for the trade.
        rhythm_days: usual gap between purchases; 0 where there is none (contract, years).
        nudge_days, no_return_days, stop_days: 声かけ日, 戻らぬ日, 止める日 for regulars. With
            ``own_multiples`` the first two are factors ×100 of the customer's own rhythm.
        first_nudge_days, first_no_return_days: the same after a first purchase.
        own_multiples: the days are multiples of the customer's own rhythm.
        f2_window_days: within which a second purchase counts (F2転換率).
        regular_purchases, regular_months: 得意客 from so many purchase days in so many months.
        full_need: purchases a year that cover a customer's whole need; 0 unknown.
        contract: state comes from contracts, not from silence.
        long_cycle: years between purchases; inspections and renewals count instead.
        margin: gross margin of sales until costs or the owner's figure are known; 0 unknown.
        business: customers are mostly companies.
    """

    code: str
    label: Words
    rhythm_days: int
    nudge_days: int
    no_return_days: int
    stop_days: int = 365
    first_nudge_days: int = 0
    first_no_return_days: int = 0
    own_multiples: bool = False
    f2_window_days: int = 90
    regular_purchases: int = 3
    regular_months: int = 12
    full_need: float = 0.0
    contract: bool = False
    long_cycle: bool = False
    margin: float = 0.0
    business: bool = False


#: Source: DOMAIN 1.3; the rental line is article 1's own rule (2 months, 3 months, 1 year).
TRADES: dict[str, Trade] = {
    trade.code: trade
    for trade in (
        Trade("salon", _("Hair salon"), 60, 100, 150, 365, 45, 70, full_need=4.15),
        Trade(
            "restaurant", _("Restaurant"), 30, 60, 90, 365, 40, 60,
            f2_window_days=60, regular_months=6,
        ),
        Trade(
            "school", _("School and lessons"), 30, 45, 60, 180, 14, 30,
            f2_window_days=14, regular_purchases=12, contract=True,
        ),
        Trade("ec", _("Online shop"), 75, 120, 180, 365, 45, 65),
        Trade(
            "rental", _("Rental and membership shop"), 21, 60, 90, 365, 43, 62,
            f2_window_days=30, regular_purchases=6, regular_months=6,
        ),
        Trade(
            "wholesale", _("Wholesale"), 30, 150, 250, 365, 150, 250, own_multiples=True,
            f2_window_days=60, regular_purchases=4, regular_months=6, business=True,
        ),
        Trade(
            "printing", _("Printing"), 90, 150, 250, 730, 150, 250, own_multiples=True,
            f2_window_days=180, regular_months=24, business=True,
        ),
        Trade(
            "insurance", _("Insurance agency"), 365, 400, 450, 730, 400, 450,
            f2_window_days=400, regular_purchases=2, regular_months=36, contract=True,
        ),
        Trade(
            "car", _("Car sales and service"), 180, 240, 400, 730, 240, 400,
            f2_window_days=365, regular_purchases=2, regular_months=24,
        ),
        Trade(
            "lease", _("Office machines on lease"), 60, 150, 250, 730, 150, 250,
            own_multiples=True, f2_window_days=120, contract=True, business=True,
        ),
        Trade(
            "builder", _("House builder"), 365, 730, 1825, 36500, 730, 1825,
            f2_window_days=730, regular_purchases=2, regular_months=120, long_cycle=True,
        ),
        Trade("other", _("Another trade"), 60, 120, 180, 365, 60, 90),
    )
}  # fmt: skip
