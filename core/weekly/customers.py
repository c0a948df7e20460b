"""Questions 5 to 7: referrals, who went up or down, who left without a word (だれが動いたか)."""

from __future__ import annotations

import pandas as pd

from core.locale.words import _, n_
from core.rules import _rows, referrals
from core.rules.ladder import RANK
from core.rules.moved import moved
from core.rules.passbook import REGULAR_UP
from core.rules.referral_tree import Rates, rates
from core.weekly.facts import Facts
from core.weekly.question import BAD, GOOD, UNKNOWN, WATCH, Fact, Group, Question, amount, number

_BEGUN = ("dormant", "lapsed")


def brought(facts: Facts) -> Question:
    """Question 5: who was brought by whom, and whether that has stopped."""
    found, settings = rates(facts.people, facts.book), facts.settings
    if found.weeks_silent is None and not found.referred:
        return Question(
            "referrals", UNKNOWN, _("No referral is on record yet."),
            decisions=(_("Ask every new customer who told them of us."),), locked=True,
        )  # fmt: skip
    silent = found.silent(settings)
    words = _("Customers bring customers.")
    if silent:
        n = settings.care.referral_silence_weeks
        words = _("Referrals have stopped: none for {n} weeks and more.", n=n)
    known = lately(facts)
    givers = known["customer_id"].drop_duplicates()
    return Question(
        "referrals", WATCH if silent else GOOD, words, _referred(facts, found, len(known)), (),
        (
            facts.named(_("Brought somebody in the last month"), givers),
            facts.named(_("Came by a referral in the last month"), known["referred_id"]),
        ),
        (
            _("Ask one supporter for an introduction."),
            _("Thank everybody who brought somebody."),
        ),
    )  # fmt: skip


def _referred(facts: Facts, found: Rates, month: int) -> tuple[Fact, ...]:
    told = [
        Fact(_("Referrals in the last month"), f"{month:,}"),
        Fact(_("New customers in a year, by referral"),
             _("{referred} of {n}", referred=found.referred, n=found.new)),
    ]  # fmt: skip
    if found.new >= facts.settings.care.least_count and not facts.few:
        told.append(
            Fact(_("Share of new customers by referral"), f"{found.referred / found.new:.0%}")
        )
    return tuple(told)


def lately(facts: Facts) -> pd.DataFrame:
    """Referrals of the last month (今月の紹介), the newest first: who, when, whom."""
    since = _rows.months_before(facts.book.today, 1)
    known = referrals.pairs(facts.people, facts.book)
    return known[known["date"] > since].sort_values("date", ascending=False, kind="stable")


def by_month(facts: Facts) -> pd.Series[int]:
    """Referrals in each of the last months ("2026-11"), the oldest first."""
    end = pd.Timestamp(facts.book.today).to_period("M")
    every = pd.period_range(end=end, periods=facts.settings.review.referral_months, freq="M")
    known = referrals.pairs(facts.people, facts.book)
    months = known["date"].dropna().dt.strftime("%Y-%m")
    counts = months.value_counts().reindex(every.strftime("%Y-%m"), fill_value=0)
    found: pd.Series[int] = counts.astype("int64")
    return found


def rungs(facts: Facts) -> Question:
    """Question 6: who stands on another rung than in the week that was kept before."""
    if facts.moves is None:
        return Question(
            "moved", UNKNOWN,
            _("From next week on we can say who went up or down: this week is kept for it."),
            groups=_fresh(facts), decisions=(_("Choose 3 regulars to lift by one rung."),),
        )  # fmt: skip
    up, down = ways(facts.moves)
    mark, words = GOOD, _("Nobody changed the rung.")
    if len(up) or len(down):
        mark = WATCH if len(down) > len(up) else GOOD
        words = _("{up} went up the ladder and {down} went down.", up=len(up), down=len(down))
    return Question(
        "moved", mark, words,
        (Fact(_("Went up the ladder"), number(len(up))),
         Fact(_("Went down the ladder"), number(len(down)))),
        (_("Since the week of {week} (as it was seen then).", week=facts.since),),
        (
            facts.named(_("Went up the ladder"), up["customer_id"]),
            facts.named(_("Went down the ladder"), down["customer_id"]),
            *_fresh(facts),
        ),
        (
            _("Congratulate and thank those who went up."),
            _("Ask those who went down how they are."),
            _("Choose 3 regulars to lift by one rung."),
        ),
    )  # fmt: skip


def ways(moves: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of :func:`core.weeks.moves`, those who stand on a higher rung now, and on a lower one."""
    rows = moves[moves["what"] == "stage"]
    return up_and_down(rows)


def up_and_down(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with a rung ``before`` and ``after``: those that lead up the ladder, and down.

    A rung that no longer exists counts as below all.
    """
    old, new = (rows[when].map(RANK).fillna(-1) for when in ("before", "after"))
    return rows[new > old], rows[new < old]


def _fresh(facts: Facts) -> tuple[Group, ...]:
    """First purchases of the last days, which stand on no rung before."""
    days = facts.settings.review.moved_days
    found = moved(facts.people, facts.book.asof, days)
    new = found.loc[found["move"] == "new", "customer_id"]
    return (facts.named(_("First purchase in the last {n} days of the data", n=days), new),)


def left(facts: Facts) -> Question:
    """Question 7: regulars and above who just fell silent or went, and what they brought."""
    gone = silent_regulars(facts)
    defend = gone[gone["policy"] == "defend"]
    lost = int(gone["annual_profit"].fillna(0).clip(lower=0).sum())
    days = facts.settings.review.moved_days
    if not len(gone):
        mark, words = GOOD, _("No regular left without a word in the last {n} days.", n=days)
    elif len(defend):
        mark, words = BAD, n_(
            "{n} customer to defend has fallen silent: speak with them today.",
            "{n} customers to defend have fallen silent: speak with them today.",
            n=len(defend),
        )  # fmt: skip
    else:
        mark, words = WATCH, n_(
            "{n} regular has fallen silent past the day of no return.",
            "{n} regulars have fallen silent past the day of no return.", n=len(gone),
        )  # fmt: skip
    found = [Fact(_("Regulars fallen silent"), number(len(gone)))]
    if facts.book.has_amounts:
        money = amount(lost, facts.book.currency, facts.book.scale)
        found.append(Fact(_("What they bring in a year"), money, money=True))
    others = gone[gone["policy"] != "defend"]
    return Question(
        "silent", mark, words, tuple(found),
        (_("In the {n} days to {day}.", n=days, day=facts.book.asof),),
        (
            facts.named(_("To defend"), defend["customer_id"]),
            facts.named(_("Regulars and above"), others["customer_id"]),
        ),
        (
            _("Speak with those to defend myself."),
            _("Write a gentle letter to those who fell silent."),
        ),
    )  # fmt: skip


def silent_regulars(facts: Facts) -> pd.DataFrame:
    """Judged rows of regulars and above whose silence passed a line in the last days.

    Those to defend first, then by what they bring in a year.
    """
    people = facts.people
    found = moved(people, facts.book.asof, facts.settings.review.moved_days)
    ids = set(found.loc[found["move"].isin(_BEGUN), "customer_id"])
    rows = people[people["customer_id"].isin(ids) & people["buying_stage"].isin(REGULAR_UP)]
    order = rows.assign(_defend=rows["policy"] == "defend", _worth=rows["annual_profit"].fillna(0))
    order = order.sort_values(["_defend", "_worth"], ascending=False, kind="stable")
    return rows.loc[order.index]
