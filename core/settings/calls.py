"""The call list (今週かける人): capacity, gates, cool-downs, yen, seats, outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class CallSettings:
    """The call list (今週かける人): capacity, gates, cool-downs, yen, seats, outcomes.

    Yen are major units of the yen; :func:`core.calls.value.minute_cost` brings them to the
    minor units of the ledger.
    """

    # Capacity.
    per_day: int = threshold(4, unit="calls per working day", source="DOMAIN 3.2", assumed=True)
    working_weekdays: tuple[int, ...] = threshold(
        (0, 1, 2, 3, 4), unit="weekdays, Monday is 0", source="DOMAIN 1.2", assumed=True
    )
    minutes_per_day: int = threshold(
        0, unit="minutes of calls per working day, 0 is no limit", source="DOMAIN 3.2"
    )
    people: tuple[tuple[str, int, int, tuple[int, ...]], ...] = threshold(
        (), unit="who, calls a day, minutes a day (0: no limit), weekdays", source="DOMAIN 3.2"
    )
    days_off: tuple[tuple[str, str], ...] = threshold(
        (), unit="who, which day", source="DOMAIN 3.2"
    )

    # Minutes of a call.
    complaint_minutes: int = threshold(15, unit="minutes", source="DOMAIN 3.2", assumed=True)
    estimate_minutes: int = threshold(10, unit="minutes", source="DOMAIN 3.2", assumed=True)
    sales_minutes: int = threshold(5, unit="minutes", source="DOMAIN 3.2", assumed=True)
    thanks_minutes: int = threshold(3, unit="minutes", source="DOMAIN 3.2", assumed=True)
    usual_minutes: int = threshold(5, unit="minutes", source="DOMAIN 0a", assumed=True)
    estimate_words: tuple[str, ...] = threshold(
        ("見積", "estimate", "quote"),
        unit="words in a promise that make it an estimate",
        source="DOMAIN 3.2",
        assumed=True,
    )

    # Class 1, promises: 10 x severity + 2 x days overdue.
    severity_weight: float = threshold(10.0, unit="points", source="DOMAIN 3.2", assumed=True)
    overdue_weight: float = threshold(2.0, unit="points a day", source="DOMAIN 3.2", assumed=True)
    promise_severity: int = threshold(2, unit="severity 1-3", source="DOMAIN 0a", assumed=True)
    next_date_severity: int = threshold(1, unit="severity 1-3", source="DOMAIN 3.2", assumed=True)
    callback_severity: int = threshold(2, unit="severity 1-3", source="DOMAIN 3.2", assumed=True)
    not_now_severity: int = threshold(1, unit="severity 1-3", source="DOMAIN 3.2", assumed=True)
    complaint_severity: int = threshold(
        2, unit="severity 1-3 of a complaint without one", source="DOMAIN 2.6", assumed=True
    )
    first_response_days: int = threshold(1, unit="days", source="DOMAIN 2.6 (24 h)")
    complaint_follow_days: int = threshold(7, unit="days", source="DOMAIN 2.6", assumed=True)
    callback_days: int = threshold(2, unit="days", source="DOMAIN 2.5", assumed=True)
    callback_forget_days: int = threshold(30, unit="days", source="DOMAIN 3.2", assumed=True)

    # Class 2, due dates: days before the end at which a word is due.
    vehicle_inspection_steps: tuple[int, ...] = threshold(
        (90, 60, 30), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    insurance_steps: tuple[int, ...] = threshold(
        (60, 30), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    lease_steps: tuple[int, ...] = threshold(
        (270, 180, 120), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    warranty_steps: tuple[int, ...] = threshold(
        (45,), unit="days before the end", source="article 1", assumed=True
    )
    long_warranty_steps: tuple[int, ...] = threshold(
        (180, 45), unit="days before the end, house builder", source="DOMAIN 1.3", assumed=True
    )
    inspection_steps: tuple[int, ...] = threshold(
        (30,), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    membership_steps: tuple[int, ...] = threshold(
        (30, 7), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    points_steps: tuple[int, ...] = threshold(
        (30, 7), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    contract_steps: tuple[int, ...] = threshold(
        (90, 30), unit="days before the end", source="DOMAIN 1.3", assumed=True
    )
    birthday_steps: tuple[int, ...] = threshold(
        (7,), unit="days before the day", source="SEEDS 1-18", assumed=True
    )
    anniversary_steps: tuple[int, ...] = threshold(
        (14,), unit="days before the day", source="SEEDS 1-18", assumed=True
    )
    due_grace_days: int = threshold(
        30, unit="days after the end", source="DOMAIN 3.2", assumed=True
    )
    inspection_grace_days: int = threshold(
        180, unit="days after a missed inspection", source="DOMAIN 5.1", assumed=True
    )

    # Class 3, thanks.
    thanks_steps: tuple[int, ...] = threshold(
        (3, 21, 90), unit="days after a first or big purchase", source="DOMAIN 3.2"
    )
    thanks_ahead_days: int = threshold(7, unit="days", source="DOMAIN 3.2", assumed=True)
    thanks_grace_days: int = threshold(7, unit="days", source="DOMAIN 3.2", assumed=True)
    referral_thanks_days: int = threshold(7, unit="days", source="DOMAIN 2.9")
    referral_forget_days: int = threshold(30, unit="days", source="DOMAIN 2.9", assumed=True)
    long_silence_days: int = threshold(
        90, unit="days without a contact", source="DOMAIN 3.2", assumed=True
    )

    # Class 4, sales.
    due_from: float = threshold(0.8, unit="own rhythms of silence", source="DOMAIN 3.2")
    due_until: float = threshold(1.2, unit="own rhythms of silence", source="DOMAIN 3.2")
    not_now_lead_days: int = threshold(
        30, unit="days before our estimate", source="DOMAIN 2.9", assumed=True
    )
    budget_lead_days: int = threshold(
        90, unit="days before a budget season", source="DOMAIN 2.9", assumed=True
    )
    contract_lead_days: int = threshold(
        90, unit="days before their contract ends", source="SEEDS 1-27", assumed=True
    )
    not_now_forget_days: int = threshold(180, unit="days", source="DOMAIN 2.9", assumed=True)

    # Yen of a call: E = P(connects) x effect x (V + R) - minutes x cost.
    connect_person: float = threshold(0.5, unit="probability", source="DOMAIN 3.3", assumed=True)
    connect_company: float = threshold(0.6, unit="probability", source="DOMAIN 3.3", assumed=True)
    minute_cost: float = threshold(50.0, unit="yen a minute", source="DOMAIN 3.3", assumed=True)
    effect_return: float = threshold(
        0.12, unit="probability, at a chance of 50:50", source="DOMAIN 3.3", assumed=True
    )
    effect_expiry: float = threshold(0.10, unit="probability", source="DOMAIN 3.3", assumed=True)
    effect_not_now: float = threshold(0.10, unit="probability", source="DOMAIN 3.3", assumed=True)
    effect_cross: float = threshold(0.06, unit="probability", source="DOMAIN 3.3", assumed=True)
    effect_points: float = threshold(0.04, unit="probability", source="DOMAIN 3.3", assumed=True)
    effect_due: float = threshold(0.03, unit="probability", source="DOMAIN 3.3", assumed=True)
    effect_fit: float = threshold(
        0.05, unit="probability, of the best fitting", source="DOMAIN 3.3", assumed=True
    )
    effect_promotion: float = threshold(0.03, unit="probability", source="DOMAIN 0a", assumed=True)

    # Seats.
    due_share: float = threshold(
        0.5, unit="share of the seats after promises", source="DOMAIN 3.2"
    )
    thanks_share: float = threshold(
        0.2, unit="share of the seats after promises", source="DOMAIN 3.2"
    )
    thanks_most: float = threshold(
        0.5, unit="share of the seats after due dates", source="DOMAIN 3.2", assumed=True
    )
    same_reason_share: float = threshold(0.4, unit="share of the sales seats", source="DOMAIN 3.2")
    supporter_seats: int = threshold(2, unit="seats", source="DOMAIN 3.2")
    listen_seats: int = threshold(1, unit="seats", source="DOMAIN 2.4")
    lottery: bool = threshold(True, unit="yes or no", source="DOMAIN 3.7")

    # Gates.
    talk_rest_days: int = threshold(14, unit="days", source="DOMAIN 3.1", assumed=True)
    sales_rest_days: int = threshold(30, unit="days", source="DOMAIN 3.1", assumed=True)
    declined_rest_days: int = threshold(60, unit="days", source="DOMAIN 3.1", assumed=True)
    declined_twice_rest_days: int = threshold(90, unit="days", source="DOMAIN 3.1", assumed=True)
    declined_memory_days: int = threshold(
        365, unit="days in which refusals are counted", source="DOMAIN 3.1", assumed=True
    )
    tries: int = threshold(3, unit="calls without an answer", source="DOMAIN 3.1", assumed=True)
    tries_days: int = threshold(14, unit="days", source="DOMAIN 3.1", assumed=True)
    selling_streak: int = threshold(
        2, unit="selling contacts in a row", source="DOMAIN 2.5", assumed=True
    )
    ask_again_days: int = threshold(
        90, unit="days after a «not now» without a date", source="DOMAIN 2.9", assumed=True
    )

    # Card.
    why_lines: int = threshold(3, unit="lines", source="DOMAIN 3.5")

    # Notices, and whom we no longer chase.
    unsold_days: int = threshold(180, unit="days", source="article 3-4")
    unsold_declines: int = threshold(
        2, unit="refusals in that time", source="article 3-4", assumed=True
    )
    notice_minutes: int = threshold(
        3, unit="minutes of a notice", source="article 1-8", assumed=True
    )
    notice_postage: float = threshold(
        85.0, unit="yen of a postcard (Japan Post, from October 2024)", source="article 1-8"
    )
    notices_a_year: int = threshold(
        4, unit="notices a year to somebody who is gone", source="article 1-8", assumed=True
    )

    # What others came for next, and a new product.
    cross_from: float = threshold(
        0.8, unit="parts of the usual days between both", source="DOMAIN 2.9", assumed=True
    )
    cross_until: float = threshold(
        2.0, unit="parts of the usual days between both", source="DOMAIN 2.9", assumed=True
    )
