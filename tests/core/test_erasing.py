"""A person's rights: what was done with their record, and erasing it."""

from __future__ import annotations

import pytest

from core.workspace import Workspace
from tests.core.keeping import bring, clock, customer, sheet


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock(), who="owner") as made:
        bring(made, sheet([customer(1), customer(2)]))
        yield made


def test_writing_a_file_of_somebody_is_written_down_without_a_name(shop):
    shop.note_export("C1")
    shop.note_export()

    whole, one = shop.last_actions(2)
    assert whole.words.message == "The whole ledger was written to a file"
    assert one.words.message == "Everything about one person was written to a file"
    assert not whole.undoable
    assert not one.undoable
    assert next(action.id for action in shop.history("C1")) == one.id
    assert whole.id not in [action.id for action in shop.history("C1")]
    assert shop.verify_history() is None
