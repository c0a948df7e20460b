"""What is left on a disk when the power goes: a session's calls, replayed on a disk that forgets.

A session is recorded with every byte that it writes (``strace -xx``). The disk here keeps two
pictures of each file and each folder: what programs see, and what is sure. Only ``fsync`` makes
the first the second, for a file its bytes, for a folder its names. When the power goes, of all
that is not sure anything may be lost, kept or torn, each sector of 512 bytes for itself; a new
stretch of a file may hold rubbish; names may be lost in the order in which they were given or in
any other. That is more than most disks do, and no more than they may.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills import traced

SECTOR = 512
#: What is recorded: all that changes the disk, and what says where a change goes.
RECORDED = (
    *traced.CALLS, "openat", "close", "lseek", "?dup2", "dup", "dup3", "fallocate", "truncate",
    "sendfile", "copy_file_range", "sendto", "?link",
)  # fmt: skip
OPTIONS = (
    "-f", "-xx", "-s", "100000000", "-a", "0", "-e", f"trace={','.join(RECORDED)}",
    "-e", "signal=none",
)  # fmt: skip
#: Of the calls that are hurt, so many of each kind of loss.
_LOST, _KEPT, _TORN = range(3)
_LINE = re.compile(r"^(\d+) +(.*)$")
_DONE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+|\?)(?: .*)?$", re.DOTALL)
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_CLOSING = re.compile(r"^close\((\d+)")
_WORD = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?|([^,"]+)')


@dataclass(frozen=True)
class Call:
    """One call that succeeded: its name, its arguments (texts as bytes), what it returned."""

    name: str
    words: tuple[bytes | str, ...]
    result: int

    def number(self, place: int) -> int:
        """An argument that is a number."""
        word = self.words[place]
        assert isinstance(word, str)
        return int(word, 0)

    def text(self, place: int) -> bytes:
        """An argument that is bytes or a path."""
        word = self.words[place]
        assert isinstance(word, bytes), self
        return word


def read_calls(path: Path) -> Iterator[Call]:
    """The calls of a recording, in the order in which they ended; those that failed are left.

    Closing counts from when it began: the number is free at once, and another thread may have been
    given it before the end of the call is seen.
    """
    begun: dict[str, str] = {}
    with path.open(encoding="ascii") as lines:
        for line in lines:
            thread, text = _LINE.match(line.rstrip("\n")).groups()
            if text.endswith(_UNFINISHED):
                begun[thread] = text.removesuffix(_UNFINISHED)
                if number := _CLOSING.match(begun[thread]):
                    yield Call("close", (number[1],), 0)
                continue
            if rest := _RESUMED.match(text):
                text = begun.pop(thread) + rest[1]
                if _CLOSING.match(text):
                    continue
            call = _DONE.match(text)
            if call and call[3] != "?" and int(call[3]) >= 0:
                yield Call(call[1], tuple(_words(call[2])), int(call[3]))


def _words(text: str) -> Iterator[bytes | str]:
    for word in _WORD.finditer(text):
        if word[1] is not None:
            yield bytes.fromhex(word[1].replace("\\x", ""))
        elif word[2].strip():
            yield word[2].strip()


# The disk


@dataclass(eq=False)
class File:
    """A file: what is sure of it, what programs see, and what happened in between."""

    sure: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        """Bytes at a place."""
        _put(self.seen, at, data)
        self.since.append((at, data))

    def cut(self, size: int) -> None:
        """Another length."""
        _resize(self.seen, size)
        self.since.append((size, None))

    def flush(self) -> None:
        """What is seen is sure."""
        self.sure, self.since = bytearray(self.seen), []

    def after_power_cut(self, dice: random.Random) -> bytes:
        """What may be found of it."""
        found = bytearray(self.sure)
        for at, data in self.since:
            how = dice.choice((_LOST, _KEPT, _TORN))
            if how == _LOST:
                continue
            if data is None:
                _resize(found, at)
            elif how == _KEPT:
                _put(found, at, data)
            else:
                _tear(found, at, data, dice)
        return bytes(found)


def _put(where: bytearray, at: int, data: bytes) -> None:
    if len(where) < at:
        where.extend(bytes(at - len(where)))
    where[at : at + len(data)] = data


def _resize(where: bytearray, size: int) -> None:
    del where[size:]
    where.extend(bytes(size - len(where)))


def _tear(where: bytearray, at: int, data: bytes, dice: random.Random) -> None:
    """Some sectors arrive, some do not; where the file grew, the others may hold anything."""
    end = at + len(data)
    if len(where) < end:
        new = end - len(where)
        where.extend(dice.choice((bytes(new), dice.randbytes(new))))
    for start in range(at - at % SECTOR, end, SECTOR):
        if dice.random() < 0.5:
            low, high = max(start, at), min(start + SECTOR, end)
            where[low:high] = data[low - at : high - at]


@dataclass(frozen=True)
class Renaming:
    """A change of a folder's names: ``gone`` goes, ``new`` comes and is that node."""

    gone: str
    new: str
    node: File | Folder | None

    def apply(self, names: dict[str, File | Folder]) -> None:
        """Do it."""
        names.pop(self.gone, None)
        if self.node is not None:
            names[self.new] = self.node


@dataclass(eq=False)
class Folder:
    """A folder: the names that are sure, those that programs see, and the changes in between."""

    sure: dict[str, File | Folder] = field(default_factory=dict)
    seen: dict[str, File | Folder] = field(default_factory=dict)
    since: list[Renaming] = field(default_factory=list)

    def change(self, change: Renaming) -> None:
        """Names change."""
        change.apply(self.seen)
        self.since.append(change)

    def flush(self) -> None:
        """What is seen is sure."""
        self.sure, self.since = dict(self.seen), []

    def after_power_cut(self, dice: random.Random) -> dict[str, File | Folder]:
        """The names that may be found: the first of the changes, or any of them."""
        found = dict(self.sure)
        if dice.random() < 0.5:
            kept = self.since[: dice.randint(0, len(self.since))]
        else:
            kept = [change for change in self.since if dice.random() < 0.5]
        for change in kept:
            change.apply(found)
        return found


@dataclass(eq=False)
class Opened:
    """An open file: what it is of, and where the next byte goes."""

    node: File | Folder
    at: int = 0
    appends: bool = False


class Disk:
    """The disk below one folder, as a recorded session changes it.

    Attributes:
        acks: how often the session said that something is done.
    """

    def __init__(self, root: Path) -> None:
        self.root = os.fsencode(root)
        self.top = Folder()
        self.acks = 0
        self._open: dict[int, Opened] = {}

    def do(self, call: Call) -> None:
        """One call happens."""
        if call.name == "sendto":
            self.acks += call.text(1).startswith(b"done")
        elif done := getattr(self, f"_{call.name}", None):
            done(call)
        else:
            raise NotImplementedError(call.name)

    def after_power_cut(self, target: Path, dice: random.Random) -> None:
        """Write into a folder what may be found there."""
        _lay_out(self.top, target, dice)

    def as_seen(self) -> dict[str, bytes]:
        """Every file that programs see, by its path."""
        return dict(_walk(self.top, ""))

    # Where a path or a number leads

    def _names(self, path: bytes) -> tuple[Folder, str] | None:
        """The folder and the name of a path below ours; none elsewhere."""
        if not path.startswith(self.root + b"/"):
            return None
        *above, name = os.fsdecode(path[len(self.root) + 1 :]).rstrip("/").split("/")
        folder = self.top
        for part in above:
            folder = folder.seen[part]
        return folder, name

    def _beside(self, call: Call, place: int) -> bytes:
        """A path that may be told from an open folder."""
        base, path = call.words[place], call.text(place + 1)
        if base == "AT_FDCWD" or path.startswith(b"/"):
            return path
        opened = self._open.get(call.number(place))
        return self._path_of(opened.node) + b"/" + path if opened else path

    def _path_of(self, wanted: File | Folder) -> bytes:
        def search(folder: Folder, path: bytes) -> bytes | None:
            if folder is wanted:
                return path
            below = (n for n in folder.seen.items() if isinstance(n[1], Folder))
            found = (search(node, path + b"/" + os.fsencode(name)) for name, node in below)
            return next((p for p in found if p), None)

        return search(self.top, self.root) or b""

    # Calls

    def _openat(self, call: Call) -> None:
        path, flags = self._beside(call, 0), str(call.words[2])
        self._open.pop(call.result, None)
        if path.rstrip(b"/") == self.root:
            self._open[call.result] = Opened(self.top)
        if (found := self._names(path)) is None:
            return
        folder, name = found
        if name not in folder.seen:
            assert "O_CREAT" in flags, path
            folder.change(Renaming("", name, File()))
        node = folder.seen[name]
        if "O_TRUNC" in flags and isinstance(node, File) and node.seen:
            node.cut(0)
        self._open[call.result] = Opened(node, appends="O_APPEND" in flags)

    def _close(self, call: Call) -> None:
        self._open.pop(call.number(0), None)

    def _dup(self, call: Call) -> None:
        if call.number(0) in self._open:
            self._open[call.result] = self._open[call.number(0)]

    _dup2 = _dup3 = _dup

    def _lseek(self, call: Call) -> None:
        if opened := self._open.get(call.number(0)):
            opened.at = call.result

    def _write(self, call: Call) -> None:
        if opened := self._open.get(call.number(0)):
            at = len(opened.node.seen) if opened.appends else opened.at
            opened.node.write(at, call.text(1)[: call.result])
            opened.at = at + call.result

    def _pwrite64(self, call: Call) -> None:
        if opened := self._open.get(call.number(0)):
            opened.node.write(call.number(3), call.text(1)[: call.result])

    def _sendfile(self, call: Call) -> None:
        self._copied(call.number(0), call.number(1), call.result)

    def _copy_file_range(self, call: Call) -> None:
        self._copied(call.number(2), call.number(0), call.result)

    def _copied(self, to: int, of: int, size: int) -> None:
        target, source = self._open.get(to), self._open.get(of)
        if target and source:
            target.node.write(target.at, bytes(source.node.seen[source.at : source.at + size]))
            target.at, source.at = target.at + size, source.at + size

    def _ftruncate(self, call: Call) -> None:
        if opened := self._open.get(call.number(0)):
            opened.node.cut(call.number(1))

    def _fsync(self, call: Call) -> None:
        if opened := self._open.get(call.number(0)):
            opened.node.flush()

    _fdatasync = _fsync

    def _mkdir(self, call: Call) -> None:
        self._made(call.text(0))

    def _mkdirat(self, call: Call) -> None:
        self._made(self._beside(call, 0))

    def _made(self, path: bytes) -> None:
        if found := self._names(path):
            found[0].change(Renaming("", found[1], Folder()))

    def _unlink(self, call: Call) -> None:
        self._gone(call.text(0))

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> None:
        self._gone(self._beside(call, 0))

    def _gone(self, path: bytes) -> None:
        if found := self._names(path):
            found[0].change(Renaming(found[1], "", None))

    def _rename(self, call: Call) -> None:
        self._renamed(call.text(0), call.text(1))

    def _renameat(self, call: Call) -> None:
        self._renamed(self._beside(call, 0), self._beside(call, 2))

    _renameat2 = _renameat

    def _renamed(self, old: bytes, new: bytes) -> None:
        source, target = self._names(old), self._names(new)
        if source or target:
            assert source is not None
            assert target is not None
            folder, name = source
            assert folder is target[0], "names move within a folder only"
            folder.change(Renaming(name, target[1], folder.seen[name]))


def _lay_out(folder: Folder, target: Path, dice: random.Random) -> None:
    for name, node in folder.after_power_cut(dice).items():
        if isinstance(node, Folder):
            (target / name).mkdir()
            _lay_out(node, target / name, dice)
        else:
            (target / name).write_bytes(node.after_power_cut(dice))


def _walk(folder: Folder, path: str) -> Iterator[tuple[str, bytes]]:
    for name, node in folder.seen.items():
        if isinstance(node, Folder):
            yield from _walk(node, f"{path}{name}/")
        else:
            yield f"{path}{name}", bytes(node.seen)


def cuts(calls: Sequence[Call], root: Path, moments: Sequence[int]) -> Iterator[Disk]:
    """The disk below a folder when so many calls of a session were done, in order."""
    disk, done = Disk(root), 0
    for moment in sorted(moments):
        for call in calls[done:moment]:
            disk.do(call)
        done = moment
        yield disk
