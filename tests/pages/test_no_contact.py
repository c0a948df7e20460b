"""Who must not be contacted (停止): on no page that serves contact, on the others marked."""

from __future__ import annotations

import random
import re

import pytest

from pages._ui.registry import PAGES
from tests.core.keeping import bring, sheet
from tests.core.samples import copied
from tests.drills.share import FULL
from tests.pages.conftest import MOMENT, Seen
from tests.pages.test_hostile import nodes_of, opened, texts_in

SAMPLES = ("salon", "lease", "builder") if FULL else ("salon",)
MARK = "（停止）"
NAMED = re.compile(r"停無[0-9]{4}")
ONE_IN = 3
#: Pages that serve contact: there is nobody to be marked.
SERVING = {"pages/calls.py", "pages/notices.py", "pages/plans.py", "pages/timing.py"}


@pytest.fixture(scope="module", params=SAMPLES)
def silenced(request, tmp_path_factory) -> Seen:
    """A sample in which a third of the customers, by chance, asked us to stop."""
    root, chance = tmp_path_factory.mktemp("silenced"), random.Random(20261129)
    with copied(request.param, root, now=lambda: MOMENT) as shop:
        people = shop.book().table("customers")["customer_id"].tolist()
        rows = [
            {"customer_id": who, "name": f"停無{n:04}", "contact_permission": "stop"}
            for n, who in enumerate(chance.sample(people, len(people) // ONE_IN))
        ]
        bring(shop, sheet(rows))
        return Seen.of(shop, root)


def told(at):
    """((element, field), text) of everything on a page, the cells of its tables too."""
    for proto in nodes_of(at):
        yield from texts_in(proto)
    for table in at.table:
        yield from ((("Table", "cell"), str(cell)) for cell in table.value.to_numpy().ravel())


def bare(text):
    """Names in a text without the mark, which stands behind each name of a list."""
    return [
        hit[0]
        for hit in NAMED.finditer(text)
        if MARK not in re.split("[、\n]", text[hit.end() :])[0]
    ]


@pytest.mark.drill
def test_no_page_names_them_without_the_mark_and_none_that_serves_contact_at_all(
    silenced, tmp_path, monkeypatch
):
    silenced.at_work(tmp_path / "home", monkeypatch)
    wrong, marked = [], 0
    for page in PAGES:
        for place, text in told(opened(page.path, "ja-JP")):
            marked += len(NAMED.findall(text))
            named = NAMED.findall(text) if page.path in SERVING else bare(text)
            # A text to be copied is a message to them.
            named += NAMED.findall(text) if place == ("Code", "code_text") else []
            wrong += [f"{page.path} {place}: {name}" for name in named]

    assert {page.path for page in PAGES} >= SERVING
    assert wrong == []
    assert marked > 30


def test_a_search_finds_them_with_the_mark(silenced, tmp_path, monkeypatch):
    silenced.at_work(tmp_path / "home", monkeypatch)
    at = opened("pages/customer.py", "ja-JP")
    at.text_input(key="customer_search").set_value("停無").run()

    texts = [text for _place, text in told(at)]
    assert sum(len(NAMED.findall(text)) for text in texts) >= 20
    assert [name for text in texts for name in bare(text)] == []
