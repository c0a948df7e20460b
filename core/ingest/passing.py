"""What passes between the program and the process that reads a file, through a folder.

Where a data folder is locked, nothing of it may lie bare in the system's folder of temporary
files, not for the seconds of one reading: both sides then lock it with a key of this reading
alone, which comes with the job and is in no file. Nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from core.store.ciphering import bare, locked


class Passing:
    """One side of a reading.

    Attributes:
        key: of this reading, as text; empty where everything passes as it is.
    """

    def __init__(self, key: str = "") -> None:
        self.key = key

    def put(self, path: Path, data: bytes) -> None:
        """Leave bytes for the other side."""
        path.write_bytes(locked(bytes.fromhex(self.key), b"", data) if self.key else data)

    def take(self, path: Path) -> bytes:
        """What the other side left."""
        data = path.read_bytes()
        return bare(bytes.fromhex(self.key), 0, data) if self.key else data

    @contextlib.contextmanager
    def sink(self, path: Path) -> Iterator[pa.NativeFile]:
        """What Arrow writes to; in the block's end it lies there for the other side."""
        if not self.key:
            with pa.OSFile(str(path), "wb") as file:
                yield file
            return
        held = pa.BufferOutputStream()
        yield held
        self.put(path, held.getvalue().to_pybytes())


def new_key() -> str:
    """A key for one reading."""
    return secrets.token_hex(32)


#: The reading process's own side; it reads one file and ends.
CHILD = Passing()
