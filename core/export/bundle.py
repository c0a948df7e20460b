"""A whole business in one file for another computer (別のパソコンへ持ち出すファイル).

A zip with a consistent copy of the folder: the ledger with its history, purchases, what each
import said, the original files, the key of its chain; never the cache. Every file stands in a
manifest with its SHA-256. With a password it is locked as a whole (:mod:`core.export.locked`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import InputError, UnreadableFile, UnsafeFile
from core.locale.words import Words, _
from core.store import kept, kept_bytes, relocked, sqlites, vault
from core.store.connection import Ledger, open_ledger
from core.store.copying import copy_business
from core.store.faults import said
from core.store.network import refuse_network
from core.store.places import (
    SLUG,
    Place,
    flush,
    make_folder,
    settle,
    slug_of,
    staging,
)

#: Name and version of the form, in the manifest.
FORM, VERSION = "daifukucho-business", 1
MANIFEST = "manifest.json"
#: Nothing else is ever taken out of such a file.
_MEMBER = re.compile(
    r"ledger\.db|key|erased|purchases/\w[\w.-]*\.parquet|layers/\d+/\w+\.parquet"
    r"|uploads/[0-9a-f]{64}",
    re.ASCII,
)
MOST_FILES, MOST_BYTES, MOST_MANIFEST = 100_000, 20 * 2**30, 32 * 2**20
_PIECE = 1 << 20
_LEDGER = "ledger.db"
_SAMPLE = "sample-"
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, AttributeError,
    RuntimeError, *sqlites.ERRORS,
)  # fmt: skip
Tell = Callable[[float], None]


@dataclass(frozen=True)
class _Listed:
    """A file as the manifest has it."""

    path: str
    size: int
    sha256: str


def write_bundle(
    ledger: Ledger, place: Place, target: BinaryIO, *, made: str, tell: Tell = lambda _s: None
) -> None:
    """Write a business as one file.

    Args:
        ledger: open.
        place: its folder.
        target: an open binary file.
        made: the moment, for the manifest.
        tell: hears the share done, from 0 to 1; what it raises ends the writing.

    Raises:
        StoreError: the disk or the server refuses.
    """
    with ledger.reading() as connection:
        business = kept.read_business(connection, place.folder.name)
    with said():
        make_folder(place.cache)
        with tempfile.TemporaryDirectory(prefix="carrying-", dir=place.cache) as folder:
            copy = Path(folder)
            paths = copy_business(ledger, place, copy)
            total = sum(path.stat().st_size for path in paths) or 1
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as bundle:
                listed, done = [], 0
                for path in paths:
                    listed.append(_put(bundle, path, path.relative_to(copy).as_posix()))
                    done += listed[-1]["size"]
                    tell(done / total * 0.99)
                contents = {
                    "form": FORM, "version": VERSION, "made": made, "files": listed,
                    "slug": business.slug, "name": business.name,
                }  # fmt: skip
                bundle.writestr(MANIFEST, json.dumps(contents, ensure_ascii=False, indent=1))
    tell(1.0)


def _bare(path: Path) -> BinaryIO:
    """A file as another computer can read it, whether it is locked here or not."""
    if vault.covering(path) is None:
        return path.open("rb")
    bare = relocked.bytes_of(path) if path.name == _LEDGER else kept_bytes.read(path)
    return io.BytesIO(bare)


def _put(bundle: zipfile.ZipFile, path: Path, name: str) -> dict[str, Any]:
    """One file into the bundle; its line of the manifest."""
    mark, size = hashlib.sha256(), 0
    with _bare(path) as source, bundle.open(name, "w", force_zip64=True) as member:
        while piece := source.read(_PIECE):
            member.write(piece)
            mark.update(piece)
            size += len(piece)
    return {"path": name, "size": size, "sha256": mark.hexdigest()}


def take_in(root: Path, source: BinaryIO, *, tell: Tell = lambda _s: None) -> str:
    """Make a business of such a file, whole or not at all; returns its slug.

    Where a business of that name stands already, it becomes a further one.

    Args:
        root: the data folder.
        source: an open binary file.
        tell: hears the share done, from 0 to 1; what it raises ends it.

    Raises:
        InputError: it is no such file, it is damaged, too large, or of a newer version.
        StoreError: the ledger in it is of a newer version or damaged, or the disk refuses.
    """
    refuse_network(root)
    with staging(root) as folder:
        try:
            with zipfile.ZipFile(source) as bundle:
                manifest = _manifest(bundle)
                _unpack(bundle, _listed(bundle, manifest), folder, tell)
        except _BROKEN as error:
            raise UnreadableFile(_damaged()) from error
        name = _checked(Place(folder))
        slug = str(manifest.get("slug", "")).removeprefix(_SAMPLE)
        slug = settle(folder, root, slug if SLUG.fullmatch(slug) else slug_of(name))
    tell(1.0)
    return slug


def _manifest(bundle: zipfile.ZipFile) -> Mapping[str, Any]:
    """What the file says of itself."""
    if MANIFEST not in bundle.namelist():
        raise InputError(
            _("This is no file that this program wrote for another computer. Nothing was changed.")
        )
    if bundle.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise UnsafeFile(_too_large())
    manifest: Mapping[str, Any] = json.loads(bundle.read(MANIFEST))
    if manifest["form"] != FORM or int(manifest["version"]) > VERSION:
        raise InputError(
            _(
                "This file was written by a newer version of this program. Please update the "
                "program here and try again. Nothing was changed."
            )
        )
    return manifest


def _listed(bundle: zipfile.ZipFile, manifest: Mapping[str, Any]) -> list[_Listed]:
    """The files to be taken out: those of the manifest, which must be those of the zip."""
    listed = [
        _Listed(str(one["path"]), int(one["size"]), str(one["sha256"]))
        for one in manifest["files"]
    ]
    names = sorted(one.path for one in listed)
    if len(names) > MOST_FILES or sum(one.size for one in listed) > MOST_BYTES:
        raise UnsafeFile(_too_large())
    strange = [name for name in names if not _MEMBER.fullmatch(name)]
    if strange or sorted([*names, MANIFEST]) != sorted(bundle.namelist()):
        raise UnreadableFile(_damaged())
    if "ledger.db" not in names:
        raise UnreadableFile(_damaged())
    return listed


@contextlib.contextmanager
def _kept(target: Path) -> Iterator[BinaryIO]:
    """A file to write what came from another computer to, locked where all here is."""
    if vault.covering(target) is None:
        with target.open("wb") as file:
            yield file
        return
    held = io.BytesIO()
    yield held
    if target.name == _LEDGER:
        relocked.keep_bytes(target, held.getvalue())
    else:
        kept_bytes.write(target, held.getvalue())


def _unpack(bundle: zipfile.ZipFile, listed: list[_Listed], folder: Path, tell: Tell) -> None:
    """Write every file, each compared with what the manifest says."""
    total, done = sum(one.size for one in listed) or 1, 0
    for one in listed:
        target = folder / one.path
        make_folder(target.parent)
        mark, size = hashlib.sha256(), 0
        with bundle.open(one.path) as member, _kept(target) as file:
            while (piece := member.read(_PIECE)) and size <= one.size:
                file.write(piece)
                mark.update(piece)
                size += len(piece)
        if size != one.size or mark.hexdigest() != one.sha256:
            raise UnreadableFile(_damaged())
        flush(target)
        done += size
        tell(done / total * 0.9)


def _checked(place: Place) -> str:
    """The name of the business, once its ledger has shown that it is whole and can be opened."""
    ledger = open_ledger(place.ledger)
    try:
        with ledger.reading() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise UnreadableFile(_damaged())
            return kept.read_business(connection, "").name
    finally:
        ledger.close()


def _damaged() -> Words:
    return _(
        "This file is damaged or was changed. Please write it anew on the other computer. Nothing "
        "was changed here."
    )


def _too_large() -> Words:
    return _("This file would unpack to more than a ledger can be. Nothing was changed.")
