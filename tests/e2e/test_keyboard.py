"""Complaints, not-now and deals worked with the keyboard alone, and the focus always in sight."""

from __future__ import annotations

import time

import pytest

from core.workspace import Workspace, current
from tests.e2e.conftest import MOMENT, serving
from tests.e2e.look import SECONDS, go, settle

TODAY = MOMENT.date()
#: More than stand on any page.
STEPS = 600
#: How often it is looked whether something was written.
LOOKS = 60
TITLES = {
    "ja-JP": {
        "cases": "クレームと約束",
        "timing": "今はいらない台帳",
        "deals": "商談",
        "plans": "アフターフォローの段取り",
    },
    "en-US": {
        "cases": "Complaints and promises",
        "timing": "Not now: when to speak again",
        "deals": "Deals",
        "plans": "Plans of follow-up",
    },
}
#: How an element looks, with the three boxes around it.
LOOK = """element => {
  const seen = [];
  for (let box = element, n = 0; box && n < 4; n += 1, box = box.parentElement) {
    const s = getComputedStyle(box);
    seen.push([s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor]);
  }
  return JSON.stringify(seen);
}"""
INSIDE = "key => !!document.activeElement && !!document.activeElement.closest(`.st-key-${key}`)"
#: Colours change slowly: waits until none is about to.
FADED = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const fading = document.getAnimations().filter(one => one instanceof CSSTransition);
  await Promise.allSettled(fading.map(one => one.finished));
}"""


@pytest.fixture(scope="module", params=["ja-JP", "en-US"])
def office(request, browser, sample_in, tmp_path_factory):
    """(page, server, titles) of the lease business with an open complaint, in one language."""
    home = tmp_path_factory.mktemp("office") / "home"
    sample_in(home, "lease")
    with Workspace.open(home, current(home), now=lambda: MOMENT) as made:
        made.add(
            "complaints",
            {
                "received_date": TODAY,
                "content": "紙づまり",
                "cause": "quality",
                "customer_id": made.book().table("customers")["customer_id"][0],
            },
        )
        for name in ("大塚 剛", "川端 さつき"):
            made.add("staff", {"staff": name})
    context = browser.new_context(
        locale=request.param, timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 900}
    )
    with serving(home) as server:
        yield context.new_page(), server, TITLES[request.param]
    context.close()


def rows(server, table):
    with Workspace.open(server.home, current(server.home), now=lambda: MOMENT) as workspace:
        return workspace.book().table(table)


def reach(page, key):
    """Step on with the Tab key to an element, and see that it shows the focus."""
    settle(page)
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(INSIDE, key):
            break
    else:
        raise AssertionError(f"the Tab key does not lead to {key}")
    focused = page.evaluate_handle("document.activeElement")
    page.evaluate(FADED)
    shown = focused.evaluate(LOOK)
    focused.evaluate("element => element.blur()")
    page.evaluate(FADED)
    bare = focused.evaluate(LOOK)
    focused.evaluate("element => element.focus()")
    assert shown != bare, f"{key} does not show that it has the focus"


def write(page, key, text, *, choose=False):
    reach(page, key)
    page.keyboard.type(text)
    if choose:
        page.keyboard.press("Enter")
    settle(page)


def press(page, key):
    reach(page, key)
    page.keyboard.press("Enter")


def wait_for(server, table, holds):
    """The rows of a table once they are as they shall be."""
    for _look in range(LOOKS):
        found = rows(server, table)
        if holds(found):
            return found
        time.sleep(SECONDS / 1000 / LOOKS)
    raise AssertionError(f"{table} did not change")


def test_a_case_is_answered_and_closed_by_two_with_the_keyboard_alone(office):
    page, server, titles = office
    said = rows(server, "complaints")
    number = int(said[said["content"] == "紙づまり"]["row_id"].iloc[0])
    go(page, f"{server.url}/cases", title=titles["cases"])
    write(page, f"say_{number}", "電話でお詫びした")
    press(page, f"answer_{number}")
    wait_for(server, "complaints", lambda found: "電話でお詫びした" in set(found["our_reply"]))
    go(page, f"{server.url}/cases", title=titles["cases"])
    write(page, f"first_{number}", "大塚 剛", choose=True)
    write(page, f"second_{number}", "川端 さつき", choose=True)
    press(page, f"close_{number}")
    closed = wait_for(
        server, "complaints",
        lambda found: found.set_index("row_id").loc[number, "second_name"] != "",
    ).set_index("row_id").loc[number]  # fmt: skip
    assert (closed["closed_by"], closed["second_name"]) == ("大塚 剛", "川端 さつき")
    assert closed["resolved_date"].date() == TODAY


def test_a_not_now_is_spoken_of_another_month_with_the_keyboard_alone(office):
    page, server, titles = office
    before = rows(server, "not_now").set_index("row_id")["next_time"]
    go(page, f"{server.url}/timing", title=titles["timing"])
    place = page.locator("[class*='st-key-move1_not_now_']").first
    key = next(
        name for name in place.get_attribute("class").split() if name.startswith("st-key-move1_")
    ).removeprefix("st-key-")
    number = int(key.rsplit("_", 1)[1])
    press(page, key)
    after = wait_for(
        server, "not_now",
        lambda found: found.set_index("row_id")["next_time"][number] != before[number],
    ).set_index("row_id")["next_time"]  # fmt: skip
    assert after[number] > max(before[number], MOMENT.replace(tzinfo=None))


def test_a_deal_is_lost_to_a_rival_with_the_keyboard_alone(office):
    page, server, titles = office
    go(page, f"{server.url}/deals", title=titles["deals"])
    place = page.locator("[class*='st-key-lost_why_']").first
    number = int(
        next(n for n in place.get_attribute("class").split() if n.startswith("st-key-lost_why_"))
        .rsplit("_", 1)[1]
    )  # fmt: skip
    write(page, f"lost_why_{number}", "価格")
    write(page, f"lost_to_{number}", "海猫事務機")
    press(page, f"lose_{number}")
    deal = wait_for(
        server, "deals", lambda found: found.set_index("row_id").loc[number, "step"] == "lost"
    ).set_index("row_id").loc[number]  # fmt: skip
    assert (deal["lost_reason"], deal["lost_to"]) == ("価格", "海猫事務機")
    assert deal["end_date"].date() == TODAY


def test_a_plan_is_switched_on_and_its_steps_changed_with_the_keyboard_alone(office):
    page, server, titles = office
    go(page, f"{server.url}/plans", title=titles["plans"])
    press(page, "plan_usage")
    press(page, "on_usage")
    steps = wait_for(server, "plan_steps", lambda found: len(found) == 2)
    first, second = (int(number) for number in steps.sort_values("position")["row_id"])

    go(page, f"{server.url}/plans", title=titles["plans"])
    press(page, "plan_usage")
    press(page, f"edit_step_{first}")
    script = page.locator("[class*='st-key-form'][class*='_script']").first
    script.wait_for(timeout=SECONDS)
    classes = script.get_attribute("class").split()
    key = next(n for n in classes if n.startswith("st-key-form")).removeprefix("st-key-")
    write(page, key, "不具合はありませんか。")
    press(page, key.replace("_script", "_save"))
    wait_for(server, "plan_steps", lambda found: any("不具合" in text for text in found["script"]))
    press(page, f"down_{first}")
    moved = wait_for(
        server, "plan_steps",
        lambda found: found.set_index("row_id")["position"][first] == 2,
    )  # fmt: skip
    assert moved.set_index("row_id")["position"][second] == 1
