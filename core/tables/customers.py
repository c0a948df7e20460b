"""The customer ledger (顧客台帳): one row per customer, the six groups of fields of article 4."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import outside, same
from core.tables._table import Choice, Column, Group, Rule, Table

KIND_CHOICES = (
    Choice("person", _("Person")),
    Choice("company", _("Company")),
)

TRIGGER_CHOICES = (
    Choice("referral", _("Referral")),
    Choice("flyer", _("Flyer")),
    Choice("search", _("Search")),
    Choice("sns", _("Social media")),
    Choice("sign", _("Shop sign")),
    Choice("event", _("Event")),
    Choice("other", _("Other")),
)

REASON_KIND_CHOICES = (
    Choice("trouble", _("Trouble")),
    Choice("problem", _("Problem")),
    Choice("worry", _("Worry")),
    Choice("concern", _("Concern")),
    Choice("hope", _("Hope")),
    Choice("desire", _("Desire")),
    Choice("dream", _("Dream")),
)

CHOSEN_FOR_CHOICES = (
    Choice("quality", _("Quality")),
    Choice("service", _("Service")),
    Choice("price", _("Price")),
    Choice("distance", _("Distance")),
    Choice("person", _("A person")),
    Choice("other", _("Other")),
)

CONTACT_PREFERENCE_CHOICES = (
    Choice("phone", _("Phone")),
    Choice("postcard", _("Postcard")),
    Choice("email", _("E-mail")),
    Choice("line", _("LINE")),
    Choice("visit", _("Visit")),
    Choice("none", _("None wanted")),
)

CONTACT_PERMISSION_CHOICES = (
    Choice("yes", _("May contact")),
    Choice("news_only", _("News only")),
    Choice("stop", _("Asked to stop")),
)

POLICY_OVERRIDE_CHOICES = (
    Choice("invest", _("Invest")),
    Choice("efficient", _("Efficient")),
    Choice("cut_deal", _("Cut the deal")),
    Choice("no_approach", _("No approach")),
    Choice("passive", _("Passive")),
    Choice("defend", _("Defend")),
)

STAGE_OVERRIDE_CHOICES = (
    Choice("prospect", _("Prospect")),
    Choice("customer", _("Customer")),
    Choice("regular", _("Regular")),
    Choice("supporter", _("Supporter")),
    Choice("advocate", _("Advocate")),
    Choice("partner", _("Partner")),
)

STATUS_CHOICES = (
    Choice("active", _("Still trading")),
    Choice("closed", _("Closed down")),
    Choice("deceased", _("Deceased")),
)
#: Who is no more, whatever else is written of them: nobody writes to them or calls.
GONE = ("closed", "deceased")

#: The six groups of article 4; the number of a customer stands beside them and is never edited.
GROUPS = (
    Group(
        "company",
        _("Company and address"),
        (
            "kind", "name", "kana", "call_name", "contact_person", "department", "phone",
            "phone_other", "email", "line", "postal_code", "address", "household_id", "staff",
            "industry", "employees", "founded_month", "fiscal_month",
        ),
    ),
    Group("purchase", _("Purchases and need"), ("first_visit_date", "total_need", "competitor")),
    Group(
        "reasons",
        _("How they came and why"),
        (
            "trigger", "referrer_id", "reason_kind", "purchase_reason", "expectation",
            "chosen_for", "true_purpose",
        ),
    ),
    Group(
        "contact",
        _("Contact"),
        (
            "next_date", "contact_permission", "contact_preference", "best_time",
            "last_contact_date", "contact_count",
        ),
    ),
    Group(
        "personal",
        _("Personal"),
        (
            "birthday", "anniversary", "anniversary_note", "family", "hobby", "likes", "dislikes",
            "caution",
        ),
    ),
    Group(
        "other",
        _("Other"),
        (
            "memo", "policy_override", "stage_override", "override_reason", "status",
            "data_source",
        ),
    ),
)  # fmt: skip

CUSTOMERS = Table(
    "customers",
    _("Customer ledger"),
    (
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("kind", "choice", _("Person or company"), choices=KIND_CHOICES),
        Column("name", "text", _("Name or company"), needed=True),
        Column("kana", "text", _("Reading")),
        Column("call_name", "text", _("How to address")),
        Column("contact_person", "text", _("Contact person")),
        Column("department", "text", _("Department and post")),
        Column("industry", "text", _("Trade")),
        Column("employees", "integer", _("Employees")),
        Column("founded_month", "month", _("Founded")),
        Column("fiscal_month", "integer", _("Fiscal month"), span=(1, 12)),
        Column("postal_code", "postal", _("Postal code")),
        Column("address", "text", _("Address")),
        Column("phone", "phone", _("Phone")),
        Column("phone_other", "phone", _("Other phone")),
        Column("email", "email", _("E-mail")),
        Column("line", "text", _("LINE")),
        Column("household_id", "id", _("Household or group ID")),
        Column("staff", "text", _("In charge")),
        Column("trigger", "choice", _("How they came"), choices=TRIGGER_CHOICES),
        Column("referrer_id", "id", _("Referrer ID")),
        Column("reason_kind", "choice", _("Kind of reason"), choices=REASON_KIND_CHOICES),
        Column("purchase_reason", "text", _("Reason for buying (own words)"), long=True),
        Column("expectation", "text", _("What they expect"), long=True),
        Column("chosen_for", "choice", _("Why they choose us"), choices=CHOSEN_FOR_CHOICES),
        Column("true_purpose", "text", _("True purpose"), long=True),
        Column("last_contact_date", "date", _("Last contact")),
        Column("contact_count", "integer", _("Number of contacts")),
        Column("next_date", "date", _("Next date")),
        Column(
            "contact_preference",
            "choice",
            _("Preferred way of contact"),
            choices=CONTACT_PREFERENCE_CHOICES,
        ),
        Column("best_time", "text", _("Best time")),
        Column(
            "contact_permission",
            "choice",
            _("May be contacted"),
            choices=CONTACT_PERMISSION_CHOICES,
        ),
        Column("birthday", "month_day", _("Birthday")),
        Column("anniversary", "month_day", _("Anniversary")),
        Column("anniversary_note", "text", _("What the anniversary is")),
        Column("hobby", "text", _("Hobby")),
        Column("likes", "text", _("Favourite food")),
        Column("dislikes", "text", _("Disliked food")),
        Column("family", "text", _("Family (as heard)"), long=True),
        Column("caution", "text", _("Take care"), long=True),
        Column("total_need", "money", _("Total need a year")),
        Column("competitor", "text", _("Competitor")),
        Column("policy_override", "choice", _("Policy"), choices=POLICY_OVERRIDE_CHOICES),
        Column("stage_override", "choice", _("Stage set by hand"), choices=STAGE_OVERRIDE_CHOICES),
        Column("override_reason", "text", _("Why set by hand"), long=True),
        Column("first_visit_date", "date", _("First visit")),
        Column("status", "choice", _("Trading status"), choices=STATUS_CHOICES),
        Column("data_source", "text", _("Where the data come from")),
        Column("memo", "text", _("Notes"), long=True),
    ),
    (
        Rule(
            "referred_oneself",
            "referrer_id",
            same("referrer_id", "customer_id"),
            _("The referrer is the customer: please check. The row is used as it is."),
            kept=True,
        ),
        Rule(
            "fiscal_month_out_of_range",
            "fiscal_month",
            outside("fiscal_month", 1, 12),
            _("The fiscal month is 1 to 12: please check. The row is used as it is."),
            kept=True,
        ),
        Rule(
            "employees_out_of_range",
            "employees",
            outside("employees", 0),
            _("Fewer than no employees: please check. The row is used as it is."),
            kept=True,
        ),
    ),
    common=("name", "kana", "phone", "kind", "staff", "trigger", "memo"),
    groups=GROUPS,
)
