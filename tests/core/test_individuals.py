"""How many individuals a ledger holds, and the line above which there is no relief."""

from __future__ import annotations

from core.individuals import crowd, individuals
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, sheet


def test_persons_count_once_and_companies_only_with_a_person_to_ask_for(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        people = [
            customer(1, kind="person"), customer(2), customer(3, kind="company"),
            customer(4, kind="company", contact_person="担当 試験"), customer(5, kind="person"),
        ]  # fmt: skip
        bring(shop, sheet(people))
        assert individuals(shop.book(TODAY)) == 4
        shop.same_person("C1", "C5", same=True)
        assert individuals(shop.book(TODAY)) == 3


def test_the_line_itself_is_still_small():
    assert not crowd(5_000, 5_000)
    assert crowd(5_001, 5_000)
