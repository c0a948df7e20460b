"""A thousand wrong passwords from one address, and the same from ten (SAFETY R22)."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from tests.core.sharing import GOOD, Hand, shared
from tests.drills.share import count, report

pytestmark = pytest.mark.drill
TRIES = count(1_000)
#: A try every second: a guesser who does not wait.
PACE = dt.timedelta(seconds=1)
PHONE = "192.0.2.99"


@pytest.mark.parametrize("addresses", [1, 10])
def test_who_guesses_a_thousand_times_waits_and_the_right_person_still_comes_in(
    tmp_path, addresses
):
    begin, clock = time.monotonic(), Hand()
    door = shared(tmp_path, clock)
    looked_at, waits, moments = [], [], []
    for number in range(TRIES):
        answer = door.sign_in("hanako", f"wrong {number}", f"192.0.2.{1 + number % addresses}")
        assert not answer.cookie
        (waits if answer.wait else looked_at).append(clock.now)
        moments.append(answer.wait)
        clock.now += PACE
    assert waits, "nobody had to wait"
    assert max(moments) >= 25
    for moment in looked_at:
        near = [at for at in looked_at if moment <= at < moment + dt.timedelta(seconds=60)]
        # An address that never tried a name may do so once, whoever else guesses at it.
        assert len(near) <= 10 + addresses - 1
    assert door.sign_in("hanako", GOOD, PHONE).cookie
    kinds = [line.kind for line in door.trail.last(TRIES + 2)]
    assert kinds.count("failed") == len(looked_at)
    assert kinds.count("waits") == len(waits)
    assert kinds.count("signed_in") == 1
    assert door.trail.first_broken() is None
    report(
        f"wrong passwords for one name, one a second, from addresses: {addresses}", TRIES,
        f"{len(looked_at)} looked at, {len(waits)} refused, all in the log; "
        "another device signs in", time.monotonic() - begin,
    )  # fmt: skip
