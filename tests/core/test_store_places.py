"""Folders and files of the data folder."""

from __future__ import annotations

import contextlib

import pytest

from core.errors import StoreError
from core.store import places
from core.workspace import Workspace, businesses, current, set_current
from tests.core.keeping import clock


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Hair Salon Tsubame", "hair-salon-tsubame"),
        ("ヘアサロンつばめ", "business"),
        ("../../etc", "etc"),
        ("CON", "business"),
        ("つばめ 2号店", "2"),
    ],
)
def test_a_folder_is_named_in_plain_letters(name, slug):
    assert places.slug_of(name) == slug


def test_two_businesses_of_the_same_name_stand_beside_each_other(tmp_path):
    for _number in range(2):
        Workspace.create(tmp_path, "店", now=clock()).close()
    assert [b.slug for b in businesses(tmp_path)] == ["business", "business-2"]
    assert {b.name for b in businesses(tmp_path)} == {"店"}


@pytest.mark.parametrize("slug", ["../business", "", "nothing", "a/b", "C:"])
def test_a_name_that_is_no_business_is_refused(tmp_path, slug):
    Workspace.create(tmp_path, "店", now=clock()).close()
    with pytest.raises(StoreError):
        Workspace.open(tmp_path, slug, now=clock())


def test_a_failure_while_a_business_is_made_leaves_nothing(tmp_path):
    with contextlib.suppress(ZeroDivisionError), places.staging(tmp_path) as folder:
        (folder / "half").mkdir()
        (folder / "half" / "ledger.db").write_text("x")
        raise ZeroDivisionError
    assert list((tmp_path / "businesses").iterdir()) == []


def test_a_file_is_written_whole_or_the_old_one_stays(tmp_path):
    target = tmp_path / "file"
    places.write_text(target, "old")
    with contextlib.suppress(ZeroDivisionError), places.whole_file(target) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_the_business_last_worked_with_is_remembered(tmp_path):
    assert current(tmp_path) == ""
    Workspace.create(tmp_path, "shop", now=clock()).close()
    set_current(tmp_path, "shop")
    assert current(tmp_path) == "shop"
    with pytest.raises(StoreError):
        set_current(tmp_path, "another")
    places.remove_folder(tmp_path / "businesses" / "shop")
    assert current(tmp_path) == ""


def test_a_sample_that_stands_already_stays(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    with places.staging(tmp_path) as folder:
        assert places.settle(folder, tmp_path, "shop", alone=True) == "shop"
    assert [b.slug for b in businesses(tmp_path)] == ["shop"]
