"""The shop's own story, and for whom it is there (お店の話, 絞り込んだ的)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class StorySettings:
    """The shop's own story, and for whom it is there (お店の話, 絞り込んだ的).

    Attributes:
        story: what the shop believes in and why it began, in the owner's words.
        target: for whom the shop is there, in one sentence.
        conditions: at most ``most`` pairs (attribute, value) that make the target countable.
        offer: what a notice at the nudge day offers, in the owner's words.
        most: how many conditions may be chosen.
    """

    story: str = threshold("", unit="text", source="article 2-7")
    target: str = threshold("", unit="text", source="article 2-1")
    conditions: tuple[tuple[str, str], ...] = threshold(
        (), unit="attribute and value", source="article 2-1"
    )
    offer: str = threshold("", unit="text", source="article 1-8")
    most: int = threshold(3, unit="conditions", source="article 2-1", assumed=True)
