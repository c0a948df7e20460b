"""The recovery key: every slip of the pen in one sign is said with its group."""

from __future__ import annotations

import pytest

from core.errors import StoreError
from core.store import recovery_key


def test_a_key_is_read_as_it_is_written_by_hand():
    key = recovery_key.new()

    assert recovery_key.plain(f"  {key.lower().replace('-', ' ')} ") == recovery_key.plain(key)
    assert len(recovery_key.plain(key)) == 40


def test_any_one_wrong_sign_is_noticed_and_its_group_is_said():
    key = recovery_key.new()
    for at, sign in enumerate(key):
        for other in set(recovery_key.SIGNS) - {sign} if sign != "-" else ():
            with pytest.raises(StoreError) as refusal:
                recovery_key.plain(key[:at] + other + key[at + 1 :])
            assert refusal.value.words.facts["n"] == at // 6 + 1


def test_two_groups_in_the_other_order_are_noticed():
    first, second, *others = recovery_key.new().split("-")
    with pytest.raises(StoreError):
        recovery_key.plain("-".join([second, first, *others]))


def test_a_key_that_lacks_a_sign_is_refused():
    with pytest.raises(StoreError):
        recovery_key.plain(recovery_key.new()[:-1])
