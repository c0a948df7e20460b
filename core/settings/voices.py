"""What customers say (お客様の言葉): their reasons in groups, why they chose us, their doubts."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold

_WORDS = "words or endings; empty: the built-in ones"


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """What customers say (お客様の言葉): reasons in groups, why they chose us, doubts.

    Attributes:
        trouble, problem, worry, hope, desire, dream: a reason of which the owner chose no kind
            belongs to the first group of which a word stands in it.
        words_shown: the most frequent words on the page.
        phrases_shown: words of the best customers for the advertisement.
        share_needed: fewer answers make no share.
        doubt_goal: doubts to hear in a month; ``doubt_days``: how long a month is.
        doubt_window: days of the trend of doubts, against as many before them.
    """

    trouble: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    problem: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    worry: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    hope: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    desire: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    dream: tuple[str, ...] = threshold((), unit=_WORDS, source="DOMAIN 2.9")
    words_shown: int = threshold(20, unit="words", source="DOMAIN 2.9", assumed=True)
    phrases_shown: int = threshold(5, unit="words", source="article 4-7", assumed=True)
    share_needed: int = threshold(8, unit="answers", source="DOMAIN 2.9")
    doubt_goal: int = threshold(4, unit="doubts a month", source="DOMAIN 2.4", assumed=True)
    doubt_days: int = threshold(30, unit="days", source="DOMAIN 2.4", assumed=True)
    doubt_window: int = threshold(91, unit="days (13 weeks)", source="DOMAIN 2.4")
