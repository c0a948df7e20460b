"""What is worked out once in a run of a page."""

import threading

import pytest

from pages._ui.once import anew, once, one_run


def test_within_a_run_a_thing_is_worked_out_once():
    asked = []
    with one_run():
        found = [once("thing", lambda: asked.append(1) or len(asked)) for _ in range(3)]
    assert (found, len(asked)) == ([1, 1, 1], 1)


def test_what_may_change_within_a_run_stands_in_its_name():
    with one_run():
        assert once(("thing", 1), lambda: "before") == "before"
        assert once(("thing", 2), lambda: "after") == "after"


def test_outside_of_a_run_everything_is_worked_out_anew():
    with one_run():
        once("thing", lambda: "of the run")
    assert once("thing", lambda: "anew") == "anew"
    assert once("thing", lambda: "again") == "again"


def test_nothing_of_a_run_outlives_it_however_it_ends():
    def broken():
        with one_run():
            once("thing", lambda: "of the run")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    with one_run():
        assert once("thing", lambda: "of the next") == "of the next"


def test_another_sessions_run_does_not_see_what_this_one_has_worked_out():
    seen = []

    def other():
        with one_run():
            seen.append(once("thing", lambda: "theirs"))

    with one_run():
        once("thing", lambda: "ours")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == ["theirs"]


def test_another_business_is_worked_out_anew_within_the_run():
    with one_run():
        once("thing", lambda: "of the one")
        anew()
        assert once("thing", lambda: "of the other") == "of the other"
    anew()
    assert once("thing", lambda: "outside") == "outside"


def test_what_could_not_be_worked_out_is_tried_again():
    def fail():
        raise ValueError("not now")

    with one_run():
        with pytest.raises(ValueError, match="not now"):
            once("thing", fail)
        assert once("thing", lambda: "now") == "now"
