"""Our story, the target and the owner's words of each group go where the ledger goes."""

from __future__ import annotations

import io

from core.export.bundle import take_in
from core.settings import Settings
from core.workspace import Workspace, go_back
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet
from tests.core.whole_ledgers import same_again

WRITTEN = {
    "story.story": "母の髪を切って始めた店です。\n急がせない、と決めています。",
    "story.target": "働く40代の方がほっとできる店",
    "story.conditions": [["age", "40"], ["own.車", "有"]],
    "voices.trouble": ["朝", "夜"],
}


def shop(root):
    made = Workspace.create(root, "試験商店", now=clock())
    bring(made, sheet([customer(1)], [line(TODAY)]))
    made.change_settings(WRITTEN)
    return made


def written(workspace):
    kept = workspace.settings()
    return kept.story.story, kept.story.target, kept.story.conditions, kept.voices.trouble


ALL = (
    WRITTEN["story.story"],
    WRITTEN["story.target"],
    (("age", "40"), ("own.車", "有")),
    ("朝", "夜"),
)


def test_the_story_comes_back_from_the_workbook(tmp_path):
    with shop(tmp_path / "a") as made:
        same_again(made, tmp_path / "b")
        assert written(made) == ALL


def test_the_story_goes_along_to_another_computer(tmp_path):
    target = io.BytesIO()
    with shop(tmp_path / "a") as made:
        made.write_bundle(target)
    slug = take_in(tmp_path / "b", target)

    with Workspace.open(tmp_path / "b", slug, now=clock()) as again:
        assert written(again) == ALL


def test_the_story_is_in_the_backup_and_can_be_taken_back(tmp_path):
    with shop(tmp_path) as made:
        slug = made.business.slug
        backup = made.back_up()
        action = made.change_settings({"story.story": "別の話"})
        made.undo(action)
        assert written(made) == ALL
        made.change_settings(dict.fromkeys(WRITTEN))
        assert written(made) == ("", "", (), ())
    go_back(tmp_path, slug, backup.id, now=clock())

    with Workspace.open(tmp_path, slug, now=clock()) as again:
        assert written(again) == ALL


def test_a_story_changes_no_figure():
    usual = Settings()

    assert usual.changed({"story.story": "話"}).mark == usual.mark
    assert usual.changed({"voices.doubt_goal": 5}).mark != usual.mark
