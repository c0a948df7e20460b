"""What follows from an event in somebody's life (出来事の連鎖)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """What follows from an event in somebody's life (出来事の連鎖, DOMAIN 2.9).

    Attributes:
        shown: codes of the chains that are looked at; empty: those of the trade.
        ahead_days: how far ahead a step is shown.
        late_days: how long after its day it is still shown.
        talk_days: how long an event is something to talk about.
        usual_lead, ceremony_lead, inspection_lead, vehicle_lead, home_lead: days before a step
            at which a word is due.
    """

    shown: tuple[str, ...] = threshold((), unit="codes of chains", source="article 1-12")
    ahead_days: int = threshold(365, unit="days", source="DOMAIN 2.9", assumed=True)
    late_days: int = threshold(60, unit="days", source="DOMAIN 2.9", assumed=True)
    talk_days: int = threshold(180, unit="days", source="DOMAIN 2.9", assumed=True)
    usual_lead: int = threshold(30, unit="days before", source="DOMAIN 2.9", assumed=True)
    ceremony_lead: int = threshold(60, unit="days before", source="DOMAIN 1.3", assumed=True)
    inspection_lead: int = threshold(30, unit="days before", source="DOMAIN 1.3", assumed=True)
    vehicle_lead: int = threshold(90, unit="days before", source="DOMAIN 1.3", assumed=True)
    home_lead: int = threshold(180, unit="days before", source="DOMAIN 1.3", assumed=True)
