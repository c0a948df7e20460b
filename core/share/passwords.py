"""Passwords (合言葉): long ones, kept as slow hashes, never as they are.

Length is what counts: at least fifteen characters, no rule of what must stand in them, and a
list of what everybody tries first (NIST SP 800-63B-4). The hash is Argon2id with more memory than
the least that OWASP asks for (19 MiB, 2 passes).
"""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from core.locale.words import Words, _, n_

SHORTEST = 15
#: A longer one is no password but a try to keep the computer busy.
LONGEST = 256
MEMORY_KIB, PASSES, LANES = 32_768, 2, 1
#: So many are checked at once; each takes 32 MiB of memory for a moment.
AT_ONCE = threading.BoundedSemaphore(2)
#: Letters and digits that nobody takes for another on paper or on a telephone.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
#: What everybody tries first, without spaces and signs; also where it is only repeated.
_OBVIOUS = (Path(__file__).parent / "obvious.txt").read_text(encoding="utf-8").split()


def refusal(password: str, *names: str) -> Words | None:
    """Why a password will not do; none where it will.

    Args:
        password: as it was typed.
        names: of the person and the businesses, which anybody would try.
    """
    if len(password) < SHORTEST:
        return n_(
            "A password needs at least {n} character; a short sentence is easy to keep in mind.",
            "A password needs at least {n} characters; a short sentence is easy to keep in mind.",
            n=SHORTEST,
        )
    if len(password) > LONGEST:
        return _("A password may have up to {n} characters.", n=LONGEST)
    if _easy(password, names):
        return _("This is what anybody would try first; please choose something else.")
    return None


def _easy(password: str, names: tuple[str, ...]) -> bool:
    bare = _bare(password)
    rest = bare
    known = sorted({*map(_bare, _OBVIOUS), *map(_bare, names)} - {""}, key=len, reverse=True)
    for word in known:
        rest = rest.replace(word, "")
    little = len(re.sub(r"[0-9]+", "", rest)) < 4 and rest != bare
    return little or len(set(bare)) < 5 or _runs(bare)


def _runs(bare: str) -> bool:
    """Whether it only counts up or down, or repeats a short piece."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(bare)}
    if steps <= {1, -9} or steps <= {-1, 9}:
        return True
    return any(bare == (bare[:n] * len(bare))[: len(bare)] for n in range(1, 5))


def _bare(text: str) -> str:
    """Lower case, without spaces and signs, full-width letters as plain ones."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", plain)


def passphrase() -> str:
    """A password of the program's own: twenty clear signs in groups of four (99 bits)."""
    return "-".join("".join(secrets.choice(_CLEAR) for _n in range(4)) for _group in range(5))


def hashed(password: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return _hasher().hash(unicodedata.normalize("NFC", password))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password; a damaged hash fits none."""
    with AT_ONCE, contextlib.suppress(Argon2Error, InvalidHashError):
        return _hasher().verify(kept, unicodedata.normalize("NFC", password[: LONGEST + 1]))
    return False


def matches_nobody(password: str) -> bool:
    """Takes as long as :func:`matches` and is never true: for a name that nobody has."""
    matches(_nobody(), password)
    return False


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(32))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
