"""The vault (金庫): a data folder that only its passphrase, or its recovery key, opens.

One random key of 32 bytes locks everything in the data folder that could name a customer. It is
kept twice in ``vault.json``, wrapped once by the passphrase and once by the recovery key (both
through Argon2id), so a new passphrase wraps it anew and rewrites nothing else. Open, it is in the
memory of this process alone. A copy lies with the backups (``vault-copy.json``): without it they
are as lost as the ledger.

Without ``vault.json`` there is no vault, and nothing here is ever asked.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import LockedVault, StoreError
from core.locale.words import Words, _
from core.store import recovery_key
from core.store.checked import check_of
from core.store.places import write_text

FORM = 1
NAME, COPY = "vault.json", "vault-copy.json"
#: What has to be installed; none of it is needed without a vault.
PACKAGES = ("sqlcipher3", "cryptography")
#: Fewest characters of a passphrase: it stands alone between a stolen disk and its reader
#: (NIST 800-63B-4: a single factor).
SHORTEST, LONGEST = 15, 200
_DIFFERENT = 5
#: What one guess costs: a third of a second on a small PC, and so much memory.
PASSES, MEMORY_KIB, LANES = 3, 65_536, 1
_KEY = 32
_MARK = 16
_NONCE = 12
ON, TURNING_ON, TURNING_OFF = "on", "turning_on", "turning_off"
_STATES = (ON, TURNING_ON, TURNING_OFF)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The key under a secret: what it was stirred with, and what came of it.

    Attributes:
        salt, nonce, text: as bytes.
        passes, memory_kib: what one guess cost when it was wrapped.
    """

    salt: bytes
    nonce: bytes
    text: bytes
    passes: int
    memory_kib: int


@dataclass(frozen=True, slots=True)
class Vault:
    """What ``vault.json`` says.

    Attributes:
        root: the data folder.
        mark: sixteen bytes with which every file of the vault begins.
        state: whether everything is locked, or on the way there or back.
        passphrase, recovery: the key, wrapped.
    """

    root: Path
    mark: bytes
    state: str
    passphrase: Wrapped
    recovery: Wrapped


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault with its key.

    Attributes:
        vault: what its file says.
        key: opens everything; it is in no message and no file.
    """

    vault: Vault
    key: bytes = field(repr=False)


#: {mark: key} of every vault that this process has open.
_KEYS: dict[bytes, bytes] = {}


def missing() -> tuple[str, ...]:
    """The packages that are not installed; none where a vault can be made and opened."""
    return tuple(name for name in PACKAGES if not _can_be_loaded(name))


def _can_be_loaded(name: str) -> bool:
    """Whether a package is there and works; on some systems one that is there does not load."""
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def find(root: Path) -> Vault | None:
    """The vault of a data folder; none where there is none.

    Raises:
        StoreError: its file and the copy of it are damaged.
    """
    paths = [path for path in _paths(root) if path.exists()]
    for path in paths:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return _read(root, path)
    if paths:
        raise StoreError(
            _(
                "The file that the keys of the data folder are kept in (vault.json) is damaged, "
                "and so is the copy beside the backups. Please bring one of them back from a copy "
                "of your own. Nothing was changed."
            )
        )
    return None


def locked(root: Path) -> bool:
    """Whether a data folder has a vault that this process has not opened."""
    vault = find(root)
    return vault is not None and vault.mark not in _KEYS


def any_open() -> bool:
    """Whether this process has any vault open: then nothing of it may lie bare on a disk."""
    return bool(_KEYS)


def key_of(mark: bytes) -> bytes | None:
    """The key of files that begin with a mark; none where they are of no vault that is open."""
    return _KEYS.get(mark)


def covering(path: Path) -> Opened | None:
    """The vault in whose data folder a file lies; none where it lies in none.

    Raises:
        LockedVault: it is not open.
    """
    for root in path.absolute().parents:
        if any(known.exists() for known in _paths(root)):
            return opened(root)
    return None


def opened(root: Path) -> Opened | None:
    """The vault of a data folder, open; none where there is none.

    Raises:
        LockedVault: it is not open.
    """
    vault = find(root)
    if vault is None:
        return None
    key = _KEYS.get(vault.mark)
    if key is None:
        raise LockedVault
    return Opened(vault, key)


def make(root: Path, passphrase: str, recovery: str) -> Opened:
    """Make a vault and open it; nothing is locked by that yet.

    Args:
        root: the data folder.
        passphrase: opens it.
        recovery: the recovery key that was printed.

    Raises:
        StoreError: there is one already, the passphrase will not do, a package is missing.
    """
    refuse_missing()
    if why := refusal(passphrase):
        raise StoreError(why)
    if find(root) is not None:
        raise StoreError(_("This data folder is locked already."))
    mark, key = secrets.token_bytes(_MARK), secrets.token_bytes(_KEY)
    vault = Vault(
        root,
        mark,
        TURNING_ON,
        _wrapped(key, mark, _plain(passphrase)),
        _wrapped(key, mark, recovery_key.plain(recovery)),
    )
    _write(vault)
    _KEYS[mark] = key
    return Opened(vault, key)


def unlock(root: Path, passphrase: str) -> Opened:
    """Open a vault by its passphrase.

    Raises:
        StoreError: it is another one, or a package is missing.
    """
    refuse_missing()
    vault = _there(root)
    key = _unwrapped(vault.passphrase, vault.mark, _plain(passphrase))
    if key is None:
        raise StoreError(
            _(
                "This is not the passphrase of this data folder. Please try again, or use the "
                "printed recovery key."
            )
        )
    _KEYS[vault.mark] = key
    return Opened(vault, key)


def recover(root: Path, recovery: str, passphrase: str) -> Opened:
    """Open a vault by its recovery key, and give it a new passphrase; the key stays good.

    Raises:
        StoreError: a sign of the key is mistyped, it is another, or the passphrase will not do.
    """
    refuse_missing()
    if why := refusal(passphrase):
        raise StoreError(why)
    vault = _there(root)
    key = _unwrapped(vault.recovery, vault.mark, recovery_key.plain(recovery))
    if key is None:
        raise StoreError(_("This is not the recovery key of this data folder."))
    wrapped = _wrapped(key, vault.mark, _plain(passphrase))
    _write(replace(vault, passphrase=wrapped))
    _KEYS[vault.mark] = key
    return Opened(vault, key)


def change_passphrase(root: Path, old: str, new: str) -> None:
    """Give a vault a new passphrase; nothing but ``vault.json`` is written.

    Raises:
        StoreError: the old one is another, or the new one will not do.
    """
    if why := refusal(new):
        raise StoreError(why)
    found = unlock(root, old)
    wrapped = _wrapped(found.key, found.vault.mark, _plain(new))
    _write(replace(found.vault, passphrase=wrapped))


def set_state(root: Path, state: str) -> None:
    """Write down how far the locking of a data folder is."""
    _write(replace(_there(root), state=state))


def remove(root: Path) -> None:
    """Remove a vault of which nothing is locked any more."""
    vault = _there(root)
    for path in reversed(_paths(root)):
        path.unlink(missing_ok=True)
    _KEYS.pop(vault.mark, None)


def refusal(passphrase: str) -> Words | None:
    """Why a passphrase will not do; none where it will."""
    plain = _plain(passphrase).decode()
    if len(plain) < SHORTEST or len(set(plain)) < _DIFFERENT:
        return _(
            "Please take a passphrase of at least {n} characters, not the same ones again and "
            "again.",
            n=SHORTEST,
        )
    if len(plain) > LONGEST:
        return _("A passphrase may have up to {n} characters.", n=LONGEST)
    return None


def refuse_missing() -> None:
    """Refuse where a package is missing.

    Raises:
        StoreError: it says which.
    """
    if names := missing():
        raise StoreError(
            _(
                "To lock or open this data folder, a package has to be installed first: {names}.",
                names=", ".join(names),
            )
        )


# The file


def _paths(root: Path) -> tuple[Path, Path]:
    """Where its file lies, and the copy that goes with the backups."""
    return root / NAME, root / "backups" / COPY


def _there(root: Path) -> Vault:
    vault = find(root)
    if vault is None:
        raise StoreError(_("This data folder is not locked."))
    return vault


def _read(root: Path, path: Path) -> Vault:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if kept.pop("check") != check_of(kept) or kept["state"] not in _STATES:
        raise ValueError(path.name)
    if kept["form"] != FORM:
        raise StoreError(
            _(
                "This data folder was locked by a newer version of this program. Please update "
                "the program. Nothing was changed."
            )
        )
    return Vault(
        root,
        bytes.fromhex(kept["mark"]),
        kept["state"],
        _wrapped_of(kept["passphrase"]),
        _wrapped_of(kept["recovery"]),
    )


def _write(vault: Vault) -> None:
    kept: dict[str, Any] = {
        "form": FORM,
        "mark": vault.mark.hex(),
        "state": vault.state,
        "passphrase": _said(vault.passphrase),
        "recovery": _said(vault.recovery),
    }
    text = json.dumps(kept | {"check": check_of(kept)}, indent=1)
    for path in _paths(vault.root):
        write_text(path, text)


def _said(wrapped: Wrapped) -> dict[str, str | int]:
    return {
        "salt": wrapped.salt.hex(),
        "nonce": wrapped.nonce.hex(),
        "text": wrapped.text.hex(),
        "passes": wrapped.passes,
        "memory_kib": wrapped.memory_kib,
    }


def _wrapped_of(said: dict[str, Any]) -> Wrapped:
    salt, nonce, text = (bytes.fromhex(said[name]) for name in ("salt", "nonce", "text"))
    return Wrapped(salt, nonce, text, int(said["passes"]), int(said["memory_kib"]))


# The key under a secret


def _plain(passphrase: str) -> bytes:
    """As it is typed on any keyboard."""
    return unicodedata.normalize("NFKC", passphrase).strip().encode()


def _wrapped(key: bytes, mark: bytes, secret: bytes) -> Wrapped:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - optional

    salt, nonce = os.urandom(_MARK), os.urandom(_NONCE)
    made = Wrapped(salt, nonce, b"", PASSES, MEMORY_KIB)
    return replace(made, text=AESGCM(_stretched(secret, made)).encrypt(nonce, key, mark))


def _unwrapped(wrapped: Wrapped, mark: bytes, secret: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - optional
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    cipher = AESGCM(_stretched(secret, wrapped))
    try:
        return cipher.decrypt(wrapped.nonce, wrapped.text, mark)
    except InvalidTag:
        return None


def _stretched(secret: bytes, wrapped: Wrapped) -> bytes:
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - only with a vault

    return hash_secret_raw(
        secret,
        wrapped.salt,
        time_cost=wrapped.passes,
        memory_cost=wrapped.memory_kib,
        parallelism=LANES,
        hash_len=_KEY,
        type=Type.ID,
    )
