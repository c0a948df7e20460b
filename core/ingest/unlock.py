"""Opening Office files that are locked with a password (暗号化). Runs in the child process."""

from __future__ import annotations

import io
import struct

#: Excel itself locks with this password what is only protected against changes.
_EXCELS_OWN = "VelvetSweatshop"


class WrongPassword(Exception):  # an answer for the parent, not for the owner
    """The password given does not open the file."""


class NoPassword(Exception):  # an answer for the parent, not for the owner
    """A password is needed and none was given."""


class UnknownCipher(Exception):  # an answer for the parent, not for the owner
    """Locked in a way that cannot be opened here, whatever the password."""


def unlocked(data: bytes, password: str) -> bytes:
    """The workbook inside a locked one.

    Args:
        data: the locked file, xlsx, xlsm, xlsb or xls.
        password: as the owner typed it; empty tries Excel's own.

    Raises:
        NoPassword: none was given.
        WrongPassword: it does not fit.
        UnknownCipher: an old or rare kind of lock.
    """
    from msoffcrypto import OfficeFile, exceptions  # noqa: PLC0415 - only locked files need it

    opened = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        verify = {"verify_password": True} if file.format == "ooxml" else {}
        file.load_key(password=password or _EXCELS_OWN, **verify)
        file.decrypt(opened)
    except exceptions.InvalidKeyError as error:
        raise WrongPassword if password else NoPassword from error
    except (exceptions.DecryptionError, exceptions.FileFormatError, NotImplementedError) as error:
        raise UnknownCipher from error
    except (KeyError, struct.error) as error:
        raise UnknownCipher from error
    return opened.getvalue()
