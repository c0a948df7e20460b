"""A whole business leaves as one file and becomes one on another computer, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile

import pytest

from core.errors import DaifukuchoError, InputError, StoreError
from core.export import bundle
from core.export.bundle import MANIFEST, take_in
from core.store.places import businesses_folder
from core.store.schema import HEAD
from core.workspace import Workspace, businesses
from tests.core.keeping import TODAY, bring, clock, customer, everything, line, sheet
from tests.core.whole_ledgers import everything_held


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("here")
    with Workspace.create(root, "Tsubame", now=clock(), trade_code="salon") as shop:
        bring(shop, sheet([customer(1), customer(2)], [line("2026-11-01"), line("2026-11-02", 2)]))
        bring(shop, sheet([customer(1, memo="x")], [line("2026-11-02", 2, 900)]), name="b.csv")
        shop.log_outcome("C1", "talked", day=TODAY, note="話した")
        shop.book(TODAY)  # fills the cache
        yield shop


@pytest.fixture(scope="module")
def data(shop):
    target = io.BytesIO()
    heard = []
    shop.write_bundle(target, tell=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    return target.getvalue()


def test_it_becomes_the_same_business_with_its_history_elsewhere(shop, data, tmp_path):
    heard = []
    slug = take_in(tmp_path, io.BytesIO(data), tell=heard.append)
    assert (slug, heard[-1]) == ("tsubame", 1.0)
    with Workspace.open(tmp_path, slug, now=clock()) as again:
        assert everything(again) == everything(shop)
        assert everything_held(again) == everything_held(shop)
        assert again.business.name == "Tsubame"
        assert again.verify_history() is None
        mine = [a.id for a in shop.last_actions(99) if a.verb != "export_ledger"]
        assert [a.id for a in again.last_actions(99)] == mine
        again.undo_batch(again.batches()[-1].id)
        assert len(again.batches()) == 2


def test_it_holds_all_files_but_the_cache_each_with_its_mark(shop, data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        manifest = json.loads(file.read(MANIFEST))
        names = [one["path"] for one in manifest["files"]]
        assert {name.split("/")[0] for name in names} == {
            "ledger.db", "purchases", "layers", "uploads", "key",
        }  # fmt: skip
        for one in manifest["files"]:
            content = file.read(one["path"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (
                one["size"], one["sha256"],
            )  # fmt: skip
    assert not list(shop.folder.glob("cache/carrying-*"))
    assert shop.last_actions(1)[0].verb == "export_ledger"


def test_where_the_name_is_taken_it_becomes_a_further_business(data, tmp_path):
    slugs = [take_in(tmp_path, io.BytesIO(data)) for _time in range(2)]
    assert slugs == ["tsubame", "tsubame-2"]
    assert [found.name for found in businesses(tmp_path)] == ["Tsubame", "Tsubame"]


def changed(data, change):
    """The file with its members as {name: content} changed; the manifest stays as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def manifested(members, **said):
    """Members with a manifest that fits them."""
    files = [
        {"path": n, "size": len(c), "sha256": hashlib.sha256(c).hexdigest()}
        for n, c in members.items()
        if n != MANIFEST
    ]
    form = {"form": bundle.FORM, "version": bundle.VERSION, "files": files, "slug": "x"}
    members[MANIFEST] = json.dumps(form | said).encode()


def one_byte(members):
    members["ledger.db"] = members["ledger.db"][:-1] + b"!"


def shorter(members):
    members["ledger.db"] = members["ledger.db"][:-4096]


def one_more(members):
    members["purchases/9.parquet"] = b""


def one_less(members):
    del members[next(name for name in members if name.startswith("uploads/"))]


def slipping(members):
    members["../../evil"] = b"x"
    manifested(members)


def without_ledger(members):
    del members["ledger.db"]
    manifested(members)


def no_ledger(members):
    members["ledger.db"] = b"SQLite format 3\0" + b"x" * 5000
    manifested(members)


def no_manifest(members):
    del members[MANIFEST]


def torn_manifest(members):
    members[MANIFEST] = b"{"


def listed_oddly(members):
    members[MANIFEST] = b"[1]"


def newer_form(members):
    manifested(members, version=bundle.VERSION + 1)


def other_form(members):
    manifested(members, form="something else")


@pytest.mark.parametrize(
    "change",
    [
        one_byte, shorter, one_more, one_less, slipping, without_ledger, no_ledger, no_manifest,
        torn_manifest, listed_oddly, newer_form, other_form,
    ],
)  # fmt: skip
def test_what_is_damaged_strange_or_newer_is_refused_and_leaves_nothing(data, tmp_path, change):
    with pytest.raises(DaifukuchoError) as refused:
        take_in(tmp_path, io.BytesIO(changed(data, change)))
    assert refused.value.say("ja")
    assert not any(businesses_folder(tmp_path).iterdir())
    assert sorted(tmp_path.iterdir()) == [businesses_folder(tmp_path)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name,date\n"])
def test_what_is_no_such_file_is_refused_in_words(tmp_path, content):
    with pytest.raises(InputError):
        take_in(tmp_path, io.BytesIO(content))


def test_a_ledger_of_a_newer_version_is_refused(data, tmp_path):
    def newer(members):
        path = tmp_path / "newer.db"
        path.write_bytes(members["ledger.db"])
        with sqlite3.connect(path) as ledger:
            ledger.execute("UPDATE alembic_version SET version_num = '9999'")
        ledger.close()
        members["ledger.db"] = path.read_bytes()
        manifested(members)

    with pytest.raises(StoreError, match="newer version"):
        take_in(tmp_path / "there", io.BytesIO(changed(data, newer)))
    assert HEAD != "9999"


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES", "MOST_MANIFEST"])
def test_what_would_unpack_to_too_much_is_refused(data, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(bundle, limit, 3)
    with pytest.raises(InputError, match="unpack to more"):
        take_in(tmp_path, io.BytesIO(data))


def test_a_name_that_no_folder_can_have_is_made_anew(data, tmp_path):
    def named(slug):
        return lambda members: manifested(members, slug=slug)

    for slug, name in (("../up", "tsubame"), ("sample-salon", "salon")):
        assert take_in(tmp_path, io.BytesIO(changed(data, named(slug)))) == name
