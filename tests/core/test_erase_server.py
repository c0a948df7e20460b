"""Erasing a person from a ledger that several computers share."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.store.schema import METADATA
from core.workspace import Workspace, join_shared
from tests.core.erasable import THEIRS, fill, hits, marks
from tests.core.keeping import TODAY, bring, clock, customer, rows_of, sheet
from tests.core.server import MISSING


def on_the_server(shop):
    """Every value that the server holds, as the driver gives it."""
    with shop._ledger.reading() as connection:
        found = []
        for table in METADATA.tables.values():
            for row in connection.execute(sa.select(table)):
                found += [bytes(v) if isinstance(v, bytes) else str(v).encode() for v in row]
    return found


@pytest.mark.skipif(bool(MISSING), reason="no PostgreSQL here")
def test_on_a_server_nothing_is_left_either_and_another_computer_lets_go_of_it(server, tmp_path):
    address, one, two = server.database(), tmp_path / "one", tmp_path / "two"
    with Workspace.create(one, "shop", now=clock(), url=address) as shop:
        fill(shop)
        (slug,) = join_shared(two, address)
        with Workspace.open(two, slug, now=clock()) as other:
            other.book(TODAY)
            for name in ("purchases", "layers"):
                assert (other.folder / name).exists()
            shop.erase("C1")
            assert "C1" not in set(rows_of(other)["customer_id"])
            other.undo_batch(1)
            other.redo_batch(1)
            assert hits(other.folder, [*marks(), "C1"]) == []
        assert hits(shop.folder, [*marks(), "C1"]) == []
        whole = b"\n".join(on_the_server(shop))
        assert [m for m in [*marks(), "C1"] if m.encode() in whole] == []
        assert shop.verify_history() is None
        shop.accept_again(shop.erasures()[0].at)
    with Workspace.open(two, slug, now=clock()) as other:
        assert other.erasures() == []
        bring(other, sheet([customer(1, **THEIRS)]))
    with Workspace.open(one, slug, now=clock()) as shop:
        assert "C1" in set(rows_of(shop)["customer_id"])
