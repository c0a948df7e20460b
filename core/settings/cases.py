"""Complaints as work of the company (クレーム対応): clocks, alarms, promises nobody says aloud."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """Complaints as work of the company (クレーム対応): clocks, alarms, silent promises.

    Attributes:
        first_contact_days: 24 hours are one working day.
        same_cause: so many complaints of one cause within cause_days are a task of the company,
            and so are same_customer of one customer, and one of the weight severe.
        task_days: what is older opens no task.
        told_days: how long after a cause was put right those who voiced it are to be told.
        silent_promises: what goes without saying, each as «kind of contract: promise».
    """

    first_contact_days: int = threshold(1, unit="working days", source="DOMAIN 2.6 (24 h)")
    resolve_days: int = threshold(
        7, unit="days where no day is named", source="DOMAIN 2.6", assumed=True
    )
    prevent_days: int = threshold(
        7, unit="days after it is resolved", source="DOMAIN 2.6", assumed=True
    )
    confirm_days: int = threshold(7, unit="days after it is resolved", source="DOMAIN 2.6")
    watch_days: int = threshold(90, unit="days after it is resolved", source="DOMAIN 2.6")
    same_cause: int = threshold(3, unit="complaints", source="DOMAIN 2.6")
    cause_days: int = threshold(90, unit="days", source="DOMAIN 2.6")
    same_customer: int = threshold(2, unit="complaints", source="DOMAIN 2.6")
    severe: int = threshold(3, unit="severity 1-3", source="DOMAIN 2.6")
    task_days: int = threshold(365, unit="days", source="DOMAIN 2.6", assumed=True)
    told_days: int = threshold(180, unit="days", source="SEEDS 3-7", assumed=True)
    credit_days: int = threshold(365, unit="days", source="SEEDS 1-21", assumed=True)
    least_count: int = threshold(
        5, unit="complaints before a share is told", source="SEEDS 4.24", assumed=True
    )
    silent_promises: tuple[str, ...] = threshold(
        (), unit="kind of contract: promise", source="DOMAIN 2.5"
    )
