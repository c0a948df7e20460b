"""A file for another computer opens with its password and with nothing else."""

from __future__ import annotations

import io
import re

import pytest

from core.errors import InputError
from core.export.bundle import take_in
from core.export.locked import LEAST, is_locked, lock, proposed_password, unlock
from core.workspace import Workspace
from tests.core.keeping import bring, clock, customer, line, sheet

PASSWORD = "K7QF-9M2X-TTRA-8WPC-3GHJ"


@pytest.fixture(scope="module")
def locked() -> bytes:
    return lock(b"names and phones" * 5_000, PASSWORD)


def test_only_the_password_opens_it(locked):
    assert is_locked(locked)
    assert not is_locked(b"PK\x03\x04")
    assert b"names" not in locked
    assert unlock(locked, PASSWORD) == b"names and phones" * 5_000
    for wrong in (PASSWORD.lower(), PASSWORD[:-1]):
        with pytest.raises(InputError):
            unlock(locked, wrong)


@pytest.mark.parametrize("place", [60, 40_000])
def test_a_single_changed_bit_is_noticed(locked, place):
    changed = bytearray(locked)
    changed[place] ^= 1
    with pytest.raises(InputError):
        unlock(bytes(changed), PASSWORD)


def test_a_file_that_ends_too_early_is_noticed(locked):
    for length in (0, 22, len(locked) - 1):
        with pytest.raises(InputError):
            unlock(locked[:length], PASSWORD)


def test_a_file_that_asks_for_hours_of_reckoning_is_refused_at_once(locked):
    header = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", locked, count=1)
    assert header != locked
    with pytest.raises(InputError):
        unlock(header, PASSWORD)


def test_a_short_password_is_refused():
    assert lock(b"", "x" * LEAST)
    with pytest.raises(InputError):
        lock(b"", "x" * (LEAST - 1))


def test_proposed_passwords_are_long_clear_and_never_the_same():
    made = {proposed_password() for _n in range(200)}
    assert len(made) == 200
    assert all(
        re.fullmatch(r"(?:[A-HJ-NP-RT-Z2-46-9]{4}-){4}[A-HJ-NP-RT-Z2-46-9]{4}", one)
        for one in made
    )
    assert min(map(len, made)) >= LEAST


def test_a_business_goes_to_another_computer_under_a_password(tmp_path):
    with Workspace.create(tmp_path / "here", "Tsubame", now=clock()) as shop:
        bring(shop, sheet([customer(1, name="佐藤 花子")], [line("2026-11-01")]))
        target = io.BytesIO()
        shop.write_bundle(target, PASSWORD)
        with pytest.raises(InputError):
            shop.write_bundle(io.BytesIO(), "short")
    slug = take_in(tmp_path / "there", io.BytesIO(unlock(target.getvalue(), PASSWORD)))
    with Workspace.open(tmp_path / "there", slug, now=clock()) as taken:
        assert list(taken.book().table("customers")["name"]) == ["佐藤 花子"]
