"""Opening a locked data folder for a verb: the passphrase, never among the arguments."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from core.errors import StoreError
from core.locale.words import _, say
from core.store import locking, vault

#: What says the passphrase, or the file in whose first line it stands.
VARIABLE = "DAIFUKUCHO_PASSPHRASE"
FILE = "DAIFUKUCHO_PASSPHRASE_FILE"


def open_folder(root: Path, language: str) -> None:
    """Open the data folder where it is locked, and finish what was not finished.

    Args:
        root: the data folder.
        language: in which to ask.

    Raises:
        StoreError: it is another passphrase, or there is nobody to ask.
    """
    if vault.locked(root):
        vault.unlock(root, _passphrase(language))
    locking.finish(root)


def _passphrase(language: str) -> str:
    if (said := os.environ.get(VARIABLE)) is not None:
        return said
    if name := os.environ.get(FILE):
        try:
            return Path(name).read_text(encoding="utf-8").partition("\n")[0]
        except (OSError, ValueError) as error:
            raise StoreError(
                _("The file with the passphrase cannot be read: {name}.", name=name)
            ) from error
    if sys.stdin.isatty():
        return getpass.getpass(say(_("Passphrase of the data folder: "), language))
    raise StoreError(
        _(
            "This data folder is locked. Please put the passphrase into the variable {one}, or "
            "into a file that {other} names.",
            one=VARIABLE,
            other=FILE,
        )
    )
