"""Customers' words: reasons in groups, a line to copy, doubts, our story, what worked."""

from __future__ import annotations

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import field, labels, open_page, press, said, unfold

PAGE = "pages/voices.py"


def settings(root):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        return workspace.settings()


def test_reasons_stand_in_six_groups_with_who_said_them(shown):
    at = open_page(PAGE)

    assert at.title[0].value == "お客様の言葉"
    assert len(at.get("button_group")[0].options) == 6
    assert "782人は理由が分かっていません" in said(at)
    assert "「くせ毛で朝がたいへん」(買った理由・55人)" in said(at)
    assert any("代弁者" in label for label in labels(at))


def test_one_click_makes_a_line_that_can_be_changed_and_copied(shown):
    at = open_page(PAGE)
    at.button(key="line_0").click().run()

    assert at.code[0].value == "くせ毛で朝がたいへんなあなたへ"
    changed = next(box for box in at.text_input if box.key.startswith("line_of_"))
    changed.set_value("朝が楽になりたいあなたへ").run()
    assert at.code[0].value == "朝が楽になりたいあなたへ"


def test_words_of_the_best_customers_become_lines_too(shown):
    at = open_page(PAGE)
    at.button(key="phrase_line_0").click().run()

    assert at.code[0].value == "旅行の前にきれいにしたいあなたへ"


def test_words_are_listed_by_how_many_use_them(shown):
    at = unfold(open_page(PAGE), "frequent")

    assert "旅行" in said(at)
    assert any("うち支持者以上" in table.value.columns for table in at.table)


def test_the_name_of_a_customer_opens_the_card(shown):
    at = open_page(PAGE)
    next(b for b in at.button if b.key.startswith("open_wish0_")).click().run()

    assert "なぜこの段か" in said(at)


def test_why_they_choose_us_is_tallied_by_rung(shown):
    at = open_page(PAGE)

    assert "支持者以上では: 当店の一番は「品質」です" in said(at)
    assert list(at.table[0].value["段"]) == ["代弁者", "支持者", "得意客", "顧客"]


def test_the_owners_words_of_a_group_are_kept_and_brought_back(ledger):
    at = unfold(open_page(PAGE), "wish_words")
    box = next(area for area in at.text_area if area.key.startswith("words_trouble"))
    box.set_value("朝、 夜 ,朝").run()
    assert settings(ledger).voices.trouble == ("朝", "夜")

    next(area for area in at.text_area if area.key.startswith("words_trouble")).set_value("").run()
    assert settings(ledger).voices.trouble == ()


def test_a_doubt_is_written_down_where_doubts_are_shown(ledger):
    at = open_page(PAGE)
    assert "この1か月に聞けた疑問の声は2件です" in said(at)
    at.button(key="doubt_new").click().run()
    field(at, "words").set_value("本当に効くのか")
    field(at, "prospect_name").set_value("試験 乙")
    press(at, "save")

    assert "この1か月に聞けた疑問の声は3件です" in said(at)


def test_our_story_is_written_once_and_stands_on_the_card_and_over_the_calls(ledger):
    at = open_page(PAGE)
    next(b for b in at.text_area if b.key.startswith("story_story")).set_value(
        "母の髪を切って始めた店です。\n\n![x](http://example.jp)"
    ).run()
    next(b for b in at.text_input if b.key.startswith("story_target")).set_value(
        "働く40代の方のための店"
    ).run()

    kept = settings(ledger).story
    assert kept.story.startswith("母の髪を切って始めた店です。")
    calls = open_page("pages/calls.py")
    assert "母の髪を切って始めた店です。" in said(calls)
    assert "働く40代の方のための店" in said(calls)
    assert not [m for m in calls.markdown if "![x]" in m.value]
    calls.session_state["_customer"] = "S0002"
    card = calls.switch_page("pages/customer.py").run()
    assert card.title[0].value == "お客様カード"
    assert "働く40代の方のための店" in said(card)


def test_what_worked_is_searched_and_written_down(ledger):
    at = open_page(PAGE)
    assert "お店の話" in said(at)
    at.text_input(key="worked_text").set_value("ハガキ").run()
    assert "手書きのはがき" in said(at)
    assert "色見本を郵便" not in said(at)
    at.button(key="know_how_new").click().run()
    field(at, "note").set_value("名前で呼ぶ")
    press(at, "save")

    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        assert "名前で呼ぶ" in set(workspace.book().table("know_how")["note"])


def test_the_builders_lost_paintings_stand_beside_the_doubt_and_are_proposed(builder):
    at = open_page(PAGE)

    assert "買った理由は、まだ書かれていません" in said(at)
    assert "6(7,200,000円)" in said(at)
    at.button(key=next(b.key for b in at.button if b.key.startswith("doubt_of_"))).click().run()
    press(at, "save")
    assert "まだ疑問の声に書いていない商談が5件" in said(at)


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")

    assert "Why they buy" in said(at)
    assert "55 customers" in said(at)


def test_voices_stand_by_channel_with_the_silent_ones_and_without_yen(shown):
    text = said(open_page(PAGE))

    assert "声が増えるのは悪いことではありません" in text
    assert "言わずに去る方がいるのは確かです" in text
    assert "解決したあと、また買ってくださった方は9件中0件です" in text
    assert "少ないので、割合は出しません" in text
    assert "テンポの食い違いはありません" in text
