"""Every threshold has a unit and a source; changes make new settings."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from core import settings
from core.locale.words import LANGUAGES, say
from core.settings import TRADES, Settings

GROUPS = {
    f.name: getattr(Settings(), f.name)
    for f in dataclasses.fields(Settings)
    if dataclasses.is_dataclass(getattr(Settings(), f.name))
}
FIELDS = [(g, f) for g, group in GROUPS.items() for f in dataclasses.fields(group)]


@pytest.mark.parametrize(("group", "field"), FIELDS, ids=lambda x: getattr(x, "name", x))
def test_every_threshold_carries_its_unit_source_and_whether_it_is_assumed(group, field):
    assert field.metadata["unit"], group
    assert field.metadata["source"], group
    assert field.metadata["assumed"] in (True, False)


def test_what_a_setting_of_an_earlier_version_was_changed_to_is_passed_over():
    assert Settings().changed({"calls.try_again_days": 3, "calls.per_day": 7}) == (
        Settings().changed({"calls.per_day": 7})
    )
    assert not {f"{group}.{field.name}" for group, field in FIELDS} & settings.RETIRED


@pytest.fixture(scope="module")
def words_in_use():
    """Every word in the source but that of the settings themselves."""
    root = Path(settings.__file__).parents[2]
    files = [*(root / "core").rglob("*.py"), *(root / "pages").rglob("*.py")]
    texts = [f.read_text("utf-8") for f in files if "settings" not in f.relative_to(root).parts]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    # Those of a kind of due date are put together: core.rules.plans, core.rules.timing.
    return words | {f"{kind}_steps" for kind in words}


@pytest.mark.parametrize(("group", "field"), FIELDS, ids=lambda x: getattr(x, "name", x))
def test_every_threshold_that_the_owner_may_change_is_read_somewhere(group, field, words_in_use):
    assert field.name in words_in_use, f"{group}.{field.name} changes nothing"


def test_a_change_makes_new_settings_and_leaves_the_old_ones():
    before = Settings()

    after = before.changed({"calls.per_day": 7, "trade_code": "salon"})

    assert (after.calls.per_day, after.trade.code) == (7, "salon")
    assert (before.calls.per_day, before.trade.code) == (4, "other")


@pytest.mark.parametrize("key", ["calls.nothing", "nothing", "nothing.per_day"])
def test_a_change_of_what_is_no_setting_is_refused(key):
    with pytest.raises(KeyError):
        Settings().changed({key: 1})


def test_the_rental_shop_keeps_the_days_of_article_1():
    rental = TRADES["rental"]

    assert (rental.nudge_days, rental.no_return_days, rental.stop_days) == (60, 90, 365)


@pytest.mark.parametrize("trade", TRADES.values(), ids=lambda trade: trade.code)
def test_the_three_days_of_every_trade_follow_each_other(trade):
    assert 0 < trade.nudge_days < trade.no_return_days < max(trade.stop_days, 366)
    assert 0 < trade.first_nudge_days < trade.first_no_return_days


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trade_has_its_own_name_in_both_languages(language):
    names = {say(trade.label, language) for trade in TRADES.values()}

    assert len(names) == len(TRADES)
