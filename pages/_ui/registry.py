"""Every page of the app, once: where it is, what it is called, what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from core.locale.words import Words, _
from core.rules.roles import Role, Sees

OWNER_ALONE = frozenset({Role.OWNER})
#: What the staff and who only looks may open too: nothing else is made fit for their eyes.
EVERYBODY = frozenset(Role)
AT_WORK = frozenset({Role.OWNER, Role.STAFF})


@dataclass(frozen=True)
class PageEntry:
    """One page.

    Attributes:
        path: its file, relative to app.py.
        title: its name in the navigation and at its top.
        icon: a symbol of the font that Streamlit carries; never the tab's icon, which it would
            fetch from the internet.
        about: one sentence, the tooltip in the navigation.
        at_first: there is something to do on it before there is any business.
        owner: for the owner alone, see :mod:`pages._ui.owner`.
        roles: who may open it where the ledger is shared; a new page is the owner's.
        curtained: whether it may be opened behind the curtain (目隠し), where nobody has a name.
    """

    path: str
    title: Words
    icon: str
    about: Words
    at_first: bool = False
    owner: bool = False
    roles: frozenset[Role] = OWNER_ALONE
    curtained: bool = False


#: In the order of the week; the first is the start page.
PAGES = (
    PageEntry(
        "pages/review.py",
        _("This week's review"),
        ":material/menu_book:",
        _("How the business stands, and what to do this week."),
        at_first=True,
        curtained=True,
    ),
    PageEntry(
        "pages/calls.py",
        _("Whom to call this week"),
        ":material/call:",
        _("The call list with reasons; record what came of each call."),
        roles=EVERYBODY,
        curtained=True,
    ),
    PageEntry(
        "pages/effects.py",
        _("What came of calls"),
        ":material/insights:",
        _("Answers by reason, whether calls help, and the lists of past weeks."),
        curtained=True,
    ),
    PageEntry(
        "pages/notices.py",
        _("Notices and rest"),
        ":material/mark_email_read:",
        _("Who is drifting away and is written to; whom we no longer chase."),
    ),
    PageEntry(
        "pages/plans.py",
        _("Plans of follow-up"),
        ":material/event_repeat:",
        _("Who does what when after a purchase or an event; what is due, and how much was done."),
    ),
    PageEntry(
        "pages/cases.py",
        _("Complaints and promises"),
        ":material/handshake:",
        _("Each complaint with its clock, tasks of the company, whom to tell, promises."),
        roles=AT_WORK,
    ),
    PageEntry(
        "pages/timing.py",
        _("Not now: when to speak again"),
        ":material/event_upcoming:",
        _("Who said “not now”, by the month in which we speak again; lease-ups, what to ask."),
    ),
    PageEntry(
        "pages/deals.py",
        _("Deals"),
        ":material/request_quote:",
        _("Open, won, lost to whom; what to close, and what to ask those who dropped out."),
    ),
    PageEntry(
        "pages/customer.py",
        _("Customer card"),
        ":material/person:",
        _("Everything known about one customer."),
        roles=EVERYBODY,
        curtained=True,
    ),
    PageEntry(
        "pages/growth.py",
        _("More or fewer"),
        ":material/trending_up:",
        _("Revenue and customers month by month, new and existing."),
        curtained=True,
    ),
    PageEntry(
        "pages/cohorts.py",
        _("Who comes back"),
        ":material/replay:",
        _("By the month of the first purchase; the second time; who stays over the years."),
        curtained=True,
    ),
    PageEntry(
        "pages/ladder.py",
        _("Ladder of customers"),
        ":material/stairs:",
        _("The six rungs with evidence, who is near the next one, who went up and down."),
        curtained=True,
    ),
    PageEntry(
        "pages/groups.py",
        _("Groups of customers"),
        ":material/groups:",
        _("The eleven groups, and how we deal with whom."),
        curtained=True,
    ),
    PageEntry(
        "pages/classes.py",
        _("Ranks and classes"),
        ":material/leaderboard:",
        _("How long with us, discounts, tenths, ABC, CPM, share of the need, and who moved."),
        curtained=True,
    ),
    PageEntry(
        "pages/referrals.py",
        _("Tree of referrals"),
        ":material/account_tree:",
        _("Who brought whom, what came of it, and whom to thank."),
        curtained=True,
    ),
    PageEntry(
        "pages/care.py",
        _("Special without a discount"),
        ":material/volunteer_activism:",
        _("Extras against discounts, who was left out, how people took it, who trusts us most."),
    ),
    PageEntry(
        "pages/money.py",
        _("Customers as an asset"),
        ":material/account_balance:",
        _("For the owner alone: value so far and ahead, what moved it, a page for the bank."),
        owner=True,
        curtained=True,
    ),
    PageEntry(
        "pages/think.py",
        _("Customers to think about"),
        ":material/balance:",
        _("For the owner alone: evidence, four ways with their effect, price rises."),
        owner=True,
    ),
    PageEntry(
        "pages/costs.py",
        _("Spent and returned"),
        ":material/savings:",
        _("For the owner alone: what new and old customers cost, when it is back, complaints."),
        owner=True,
        curtained=True,
    ),
    PageEntry(
        "pages/laws.py",
        _("Laws on our own shop"),
        ":material/science:",
        _("For the owner alone: 1:5, 5:25 and the others beside our own, and four steps tried."),
        owner=True,
        curtained=True,
    ),
    PageEntry(
        "pages/voices.py",
        _("Customers' words"),
        ":material/record_voice_over:",
        _("Why they buy, in their own words; doubts, our story, what worked."),
    ),
    PageEntry(
        "pages/ideal.py",
        _("Ideal customer"),
        ":material/star:",
        _("What the best customers share, our target, and what to ask."),
    ),
    PageEntry(
        "pages/ledger.py",
        _("Ledger"),
        ":material/edit_note:",
        _("Promises, complaints, due dates and all else: write, find, correct, take back."),
    ),
    PageEntry(
        "pages/intake.py",
        _("Bring in sheets"),
        ":material/upload_file:",
        _("Bring in your spreadsheets, check them, take them back."),
        at_first=True,
    ),
    PageEntry(
        "pages/settings.py",
        _("Settings"),
        ":material/settings:",
        _("Trade, language, calls a day, businesses."),
        at_first=True,
    ),
)


#: The pages as the navigation groups them, by their files' names.
GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("This week"),
        ("review", "calls", "notices", "plans", "cases", "timing", "deals", "effects"),
    ),
    (_("Growth and money"), ("growth", "cohorts", "money", "costs", "laws")),
    (
        _("Customers"),
        ("customer", "ladder", "groups", "classes", "referrals", "care", "think", "voices",
         "ideal"),
    ),
    (_("Records"), ("ledger", "intake", "settings")),
)  # fmt: skip


def grouped() -> list[tuple[Words, list[PageEntry]]]:
    """The pages of each group of the navigation, in its order."""
    known = {page.path: page for page in PAGES}
    paths = [(name, [f"pages/{file}.py" for file in files]) for name, files in GROUPS]
    return [(name, [known[path] for path in group if path in known]) for name, group in paths]


def allowed(role: Role | None, sees: Sees | None = None) -> list[PageEntry]:
    """The pages that a role may open; none for whoever is not signed in.

    Args:
        role: theirs.
        sees: what they see now; behind the curtain there are fewer. None: no curtain is drawn.
    """
    covered = sees is not None and not sees.names
    return [p for p in PAGES if role in p.roles and (p.curtained or not covered)]


def entry(path: str) -> PageEntry:
    """The page of that file.

    Raises:
        KeyError: there is no such page.
    """
    for page in PAGES:
        if page.path == path:
            return page
    raise KeyError(path)
