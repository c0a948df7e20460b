"""The key of a business, and marks made with it: an id as a hash that nobody can turn back.

A plain hash of a customer number is found by trying all numbers; with a key that stands beside
the ledger, and never in it, a mark says nothing to whoever has only the ledger.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from core.store import kept_bytes

#: How the journal names a customer who was erased: this, then the mark of the id.
GONE = "erased:"
_GONE = re.compile(rf"{GONE}[0-9a-f]{{64}}")


@dataclass(frozen=True, slots=True)
class Keyed:
    """Marks under one key.

    Attributes:
        key: the secret.
    """

    key: bytes

    def mark(self, kind: str, *parts: str) -> str:
        """The mark of what ``parts`` name together; another ``kind`` gives another mark."""
        said = "\x1f".join((kind, *parts)).encode()
        return hmac.digest(self.key, said, "sha256").hex()

    def gone(self, customer_id: str) -> str:
        """What the journal says in place of the id of an erased customer."""
        return customer_id if is_gone(customer_id) else GONE + self.mark("id", customer_id)


def is_gone(customer_id: str) -> bool:
    """Whether this stands in place of the id of an erased customer."""
    return _GONE.fullmatch(customer_id) is not None


def keyed(path: Path) -> Keyed:
    """The business's key, made at the first time; to be called with the writer's lock."""
    if not path.exists():
        # Nobody else on this computer may read it, not even for the moment of its making.
        kept_bytes.write(path, secrets.token_hex(32).encode(), private=True)
    return known(path)


def known(path: Path) -> Keyed:
    """The business's key as far as there is one; under an empty one nothing is known again."""
    text = kept_bytes.read(path).decode("ascii").strip() if path.exists() else ""
    return Keyed(bytes.fromhex(text))
