"""With 50,000 customers: the record of one person, erasing one, and the way back from a backup.

``python3 start.py test bench`` prints the times; nothing is judged here but that it was done.
"""

from __future__ import annotations

import io
import shutil
import time
import zipfile

import pytest

from core.review import review
from core.workspace import Workspace, current, go_back
from tests.bench.test_bench_pages import NOW, large_home
from tests.bench.test_bench_path import report

pytestmark = pytest.mark.bench
__all__ = ["large_home"]


def test_record_erasing_and_restore_at_fifty_thousand_customers(large_home, tmp_path):
    home = shutil.copytree(large_home, tmp_path / "home")
    slug = current(home)
    with Workspace.open(home, slug, now=lambda: NOW) as shop:
        taken = shop.back_up()
        judged, target = review(shop.book(), shop.settings()), io.BytesIO()
        start = time.perf_counter()
        shop.write_person("3", judged, target, "ja")
        report("one person's record, reviewed before", time.perf_counter() - start, budget=5.0)
        assert "record.json" in zipfile.ZipFile(target).namelist()
        start = time.perf_counter()
        shop.erase("4")
        print(f"one person erased, with the backup after {time.perf_counter() - start:.1f} s")
        assert "4" not in set(shop.book().table("customers")["customer_id"])
    shutil.rmtree(home / "businesses" / slug)
    start = time.perf_counter()
    go_back(home, slug, taken.id, now=lambda: NOW)
    with Workspace.open(home, slug, now=lambda: NOW) as shop:
        people = shop.book().table("customers")
    report("the folder gone, its backup back and read", time.perf_counter() - start, budget=60.0)
    assert len(people) == taken.customers - 1  # who was erased since the backup does not come back
    assert "4" not in set(people["customer_id"])
