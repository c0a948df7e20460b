"""What is learned from calls (電話の効き目): weights of assumptions, windows, lots."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """How results of calls replace what was assumed, and when the lottery is judged."""

    prior_cases: int = threshold(
        20, unit="calls that an assumed rate weighs", source="DOMAIN 3.3", assumed=True
    )
    shared_error: float = threshold(
        0.5, unit="correlation of the errors of assumed effects", source="DOMAIN 3.3",
        assumed=True,
    )  # fmt: skip
    bought_days: int = threshold(
        30, unit="days after a call in which a purchase counts", source="DOMAIN 3.7"
    )
    lot_days: int = threshold(
        60, unit="days after a lot in which profit and return count", source="DOMAIN 3.7"
    )
    lot_weeks: int = threshold(8, unit="weeks for which a lot stands", source="DOMAIN 3.7")
    certainty: float = threshold(
        0.99, unit="probability from which calls help", source="DOMAIN 3.7"
    )
    lift_sought: float = threshold(
        0.10, unit="share more who come back: what the weeks left are reckoned for",
        source="DOMAIN 0.8", assumed=True,
    )  # fmt: skip
    weeks_shown: int = threshold(8, unit="weeks", source="DOMAIN 4", assumed=True)
