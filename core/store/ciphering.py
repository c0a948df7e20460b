"""Bytes under a key: AES-256-GCM, which notices every change (standard library at import)."""

from __future__ import annotations

import os

_NONCE = 12


def locked(key: bytes, head: bytes, data: bytes) -> bytes:
    """Bytes as only a key opens them.

    Args:
        key: 32 bytes.
        head: stands in front, for all to read; it cannot be changed either.
        data: the bytes.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - optional

    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, data, head)


def bare(key: bytes, head: int, data: bytes) -> bytes:
    """What :func:`locked` made of bytes, opened again.

    Args:
        key: the same.
        head: how many bytes stand in front.
        data: what is kept.

    Raises:
        ValueError: it is not what it was.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - optional
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    nonce, text = data[head : head + _NONCE], memoryview(data)[head + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, text, data[:head])
    except InvalidTag as error:
        raise ValueError("locked bytes are not what they were") from error
