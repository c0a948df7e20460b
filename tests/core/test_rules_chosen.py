"""Why customers chose us, and what we are number one for."""

from __future__ import annotations

from core.locale.words import say
from core.rules.chosen import chosen, number_one
from core.settings.voices import VoiceSettings
from tests.core.call_cases import day, judged
from tests.core.samples import sample

USUAL = VoiceSettings()


def answers(**counts):
    rows = [code for code, n in counts.items() for _one in range(n)]
    return judged(
        *(
            {
                "customer_id": f"C{n}",
                "chosen_for": "" if code == "nothing" else code,
                "first_purchase_date": day(-300),
            }
            for n, code in enumerate(rows)
        )
    )


def test_what_clearly_most_name_is_what_we_are_number_one_for():
    found = chosen(answers(quality=30, price=5, nothing=7))

    assert say(number_one(found.shares, USUAL)).startswith("当店の一番は「品質」です。35人中30人")
    assert (found.unknown, found.of) == (7, 42)


def test_two_close_yardsticks_make_no_number_one():
    found = chosen(answers(quality=11, price=10))

    assert "「一番」とは言えません" in say(number_one(found.shares, USUAL))


def test_below_eight_answers_it_is_not_known_yet():
    assert "まだ分かりません" in say(number_one(chosen(answers(price=7)).shares, USUAL))
    assert "まだ分かりません" in say(number_one(chosen(answers(nothing=3)).shares, USUAL))


def test_the_salon_is_number_one_for_quality_among_its_best_customers():
    found = chosen(sample("salon").customers)
    rungs = found.counts.set_index("stage")

    assert say(number_one(found.best, USUAL)).startswith("当店の一番は「品質」です。73人中39人")
    assert rungs.loc["supporter", "quality"] == 32
    assert int(rungs.drop(columns="unknown").to_numpy().sum()) == 377
