"""What is worth asking (聞くことリスト): how much a fact that is not known may bring."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold

_SHARE = "share of the customer's yearly value"


@dataclass(frozen=True, slots=True)
class AskingSettings:
    """What is worth asking (聞くことリスト): how much a fact that is not known may bring.

    Attributes:
        contract_end: a word in time before a contract ends.
        fiscal_month: an offer before the budget is made.
        total_need: knowing what part of their need we cover.
        competitor: knowing from whom else they buy.
        purchase_reason: speaking in the customer's own words.
        chosen_for: knowing what must not be lost.
        birthday: a card in time.
        trigger: knowing which way brings such customers.
        shown: facts on the list; ``of_one_fact``: of one and the same at most.
    """

    contract_end: float = threshold(0.10, unit=_SHARE, source="DOMAIN 3.3", assumed=True)
    fiscal_month: float = threshold(0.08, unit=_SHARE, source="DOMAIN 3.3", assumed=True)
    total_need: float = threshold(0.05, unit=_SHARE, source="article 1-11", assumed=True)
    competitor: float = threshold(0.04, unit=_SHARE, source="article 0-6", assumed=True)
    purchase_reason: float = threshold(0.03, unit=_SHARE, source="article 4-7", assumed=True)
    chosen_for: float = threshold(0.02, unit=_SHARE, source="article 0-7", assumed=True)
    birthday: float = threshold(0.02, unit=_SHARE, source="article 4-9", assumed=True)
    trigger: float = threshold(0.01, unit=_SHARE, source="article 4-3b", assumed=True)
    shown: int = threshold(10, unit="facts", source="article 1-27")
    of_one_fact: int = threshold(4, unit="facts", source="DOMAIN 3.2, 40 %", assumed=True)
