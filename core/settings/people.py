"""Who may be the same person: points of the evidence and from where it suffices (SHEETS 4)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Points of the evidence that two customers are one, and from where it suffices.

    Attributes:
        given_equal: the given names are the same text (髙 and 高 are).
        given_read: one is only known by its reading, and the readings agree.
        given_sounds: two different texts with the same reading (裕子, 優子).
        family_equal: the family names agree.
        family_sounds: two different texts with the same reading (伊藤, 伊東).
        family_differs: the family names differ.
        phone, email, address, birthday, month_day: these agree; the last without a year.
        phone_near: the whole name agrees and the phones differ by one slip.
        birthday_differs: the birthdays contradict each other.
        all_else_differs: the birthday agrees, but no phone, mail address or house that is known.
        company_equal: the same company name, whatever the form and where it stands.
        nothing_else: of one of the two companies nothing but the name is known.
        nothing_shared: of two companies nothing is known that could be compared.
        reading_alike: from here on two readings of a given name are the same.
        same_from: joined without asking; ``ask_from``: shown to the owner.
        weak_from: shown to the owner though a given name cannot be compared, where nobody else
            can be meant.
        crowded: a phone or mail address of more customers is the shop's own, or a filler.
        block_most: customers who share a mark; larger groups are not compared one by one.
    """

    given_equal: float = threshold(3, unit="points", source="SHEETS 4", assumed=True)
    given_read: float = threshold(3, unit="points", source="SHEETS 4", assumed=True)
    given_sounds: float = threshold(2, unit="points", source="SHEETS 4", assumed=True)
    family_equal: float = threshold(2, unit="points", source="SHEETS 4", assumed=True)
    family_sounds: float = threshold(1.5, unit="points", source="SHEETS 4", assumed=True)
    family_differs: float = threshold(-1, unit="points", source="SHEETS 4", assumed=True)
    phone: float = threshold(4, unit="points", source="SHEETS 4", assumed=True)
    phone_near: float = threshold(3, unit="points", source="SHEETS 4", assumed=True)
    email: float = threshold(4, unit="points", source="SHEETS 4", assumed=True)
    address: float = threshold(3, unit="points", source="SHEETS 4", assumed=True)
    birthday: float = threshold(3.5, unit="points", source="SHEETS 4", assumed=True)
    month_day: float = threshold(1.5, unit="points", source="SHEETS 4", assumed=True)
    birthday_differs: float = threshold(-6, unit="points", source="SHEETS 4")
    all_else_differs: float = threshold(-1.5, unit="points", source="measured", assumed=True)
    company_equal: float = threshold(5, unit="points", source="SHEETS 9", assumed=True)
    nothing_else: float = threshold(3, unit="points", source="SHEETS 9", assumed=True)
    nothing_shared: float = threshold(1, unit="points", source="SHEETS 9", assumed=True)
    reading_alike: float = threshold(92, unit="of 100 (rapidfuzz ratio)", source="SHEETS 4")
    same_from: float = threshold(8, unit="points", source="SHEETS 4", assumed=True)
    ask_from: float = threshold(6, unit="points", source="SHEETS 4", assumed=True)
    weak_from: float = threshold(5, unit="points", source="SHEETS 4", assumed=True)
    crowded: int = threshold(30, unit="customers", source="SHEETS 4", assumed=True)
    block_most: int = threshold(200, unit="customers", source="SHEETS 4", assumed=True)
