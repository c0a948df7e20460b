"""A file that only its password opens (合言葉), in the age format (age-encryption.org/v1).

The encryption is pyrage's, the bindings of the Rust age: the password goes through scrypt, which
takes about a second for every guess; what was changed on the way is noticed. Programs of others
(age, rage) open such a file too.
"""

from __future__ import annotations

import secrets

from core.errors import InputError
from core.locale.words import _

#: How such a file begins.
MARK = b"age-encryption.org/v1\n"
#: Fewest characters of a password that stands alone between a file and its reader
#: (NIST 800-63B-4: a single factor).
LEAST = 15
#: Letters and digits that nobody mistakes for another, written by hand or read aloud.
_CLEAR = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
_GROUPS, _GROUP = 5, 4


def is_locked(data: bytes) -> bool:
    """Whether a file is opened by a password."""
    return data.startswith(MARK)


def proposed_password() -> str:
    """A password by chance, to be written on paper: five groups of four, 98 bits."""
    groups = ("".join(secrets.choice(_CLEAR) for _n in range(_GROUP)) for _g in range(_GROUPS))
    return "-".join(groups)


def refuse_short(password: str) -> None:
    """Refuse a password that could be guessed in time.

    Raises:
        InputError: it is shorter than :data:`LEAST` characters.
    """
    if len(password) < LEAST:
        raise InputError(_("Please take a password of at least {n} characters.", n=LEAST))


def lock(data: bytes, password: str) -> bytes:
    """The file as only the password opens it.

    Raises:
        InputError: the password is shorter than :data:`LEAST` characters.
    """
    from pyrage import passphrase  # noqa: PLC0415 - only who takes out needs it

    refuse_short(password)
    locked: bytes = passphrase.encrypt(data, password)
    return locked


def unlock(data: bytes, password: str) -> bytes:
    """The file as it was.

    Raises:
        InputError: the password does not fit, or the file was damaged or changed.
    """
    from pyrage import DecryptError, passphrase  # noqa: PLC0415

    try:
        opened: bytes = passphrase.decrypt(data, password)
    except DecryptError as error:
        raise InputError(
            _(
                "The password does not fit, or the file was damaged on its way. Please look at "
                "the paper again: capitals count. Nothing was changed."
            )
        ) from error
    return opened
