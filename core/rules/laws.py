"""The famous laws (法則): what is said, who says it, what was published, and where it comes from.

None of them is used to judge anybody. They stand beside the shop's own figures, each with its
range and with what is known of its origin; a law of unclear origin says so (DOMAIN 0.9).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.locale.words import Words, _


@dataclass(frozen=True, slots=True)
class Law:
    """One law.

    Attributes:
        code: English symbol.
        label: its name as it is known.
        said: what it says.
        article: the article of the five that says so, from 0; None for none of them.
        published: which figures were published, by whom.
        origin: what is known of where it comes from.
        sources: where that was read.
    """

    code: str
    label: Words
    said: Words
    article: int | None
    published: Words
    origin: Words
    sources: tuple[str, ...]


def laws(*entries: Law) -> dict[str, Law]:
    """Laws by code, in the order given.

    Raises:
        ValueError: a code stands twice.
    """
    found = {law.code: law for law in entries}
    if len(found) != len(entries):
        raise ValueError("a code stands twice among the laws")
    return found


LAWS = laws(
    Law(
        "one_to_five",
        _("1 : 5"),
        _("To win a new customer costs five times what it costs to keep one."),
        3,
        _("Published ratios go from 2 to 20."),
        _("Where the five comes from is not known."),
        (
            "ASQ Quality Progress 11/2005, QP Mailbag",
            "marketingscience.info, Loyalty myths",
        ),
    ),
    Law(
        "five_to_twenty_five",
        _("5 : 25"),
        _("If 5% fewer leave, profit grows by 25%."),
        3,
        _(
            "Reichheld and Sasser (1990) wrote 25 to 85%. Counted with 10% a year off, five more "
            "of a hundred staying raise the value of a customer by 20% where half stay, by 28% "
            "where 80% stay and by 41% where 90% stay; over five years by 15 to 19%."
        ),
        _(
            "It is a thought experiment: where 5 of a hundred leave instead of 10, customers stay "
            "twice as long. It speaks of the value over years; the profit of this year changes "
            "far less."
        ),
        (
            "marketingscience.info, Loyalty myths",
            "Gupta, Lehmann, Stuart (2004), Valuing customers",
        ),
    ),
    Law(
        "hughes",
        _("50 / 55 / 60"),
        _("Of a hundred customers 50 stay a year, of these 55%, of these 60%: 16 are left."),
        1,
        _("By this line 50, 27.5 and 16.5 of a hundred are left after one, two and three years."),
        _(
            "The survey itself was not found. The shares rise because those who like us least "
            "leave first, not because those who stay grow more loyal."
        ),
        (
            "Hughes, slides of 2006 and 2007",
            "Fader, Hardie (2007), How to project customer retention",
        ),
    ),
    Law(
        "four_of_hundred",
        _("4% / 96%"),
        _("Not 4 of a hundred who are unhappy tell the company; 96 leave without a word."),
        1,
        _(
            "About half tell the people in the shop, of companies three in four; of those who "
            "lost money 30 to 75%, of those treated badly 5 to 30%."
        ),
        _(
            "Goodman, whose surveys it goes back to, calls the 4% a misquote: it was about small "
            "purchases and letters to the head office."
        ),
        ("ASQ Quality Progress 11/2005, QP Mailbag", "customerservicereader.typepad.com, surveys"),
    ),
    Law(
        "top_fifth",
        _("2 : 8"),
        _("The best fifth of the customers brings four fifths of the sales."),
        None,
        _("In a published example the best fifth brought 63%."),
        _(
            "Pareto found it in incomes (1896); for customers it is a rule of thumb that differs "
            "from shop to shop."
        ),
        ("cs.oricon.co.jp/michitari/article/125",),
    ),
)
