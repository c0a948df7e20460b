"""Folders that are not on this computer: network drives, and those that a cloud service copies.

A SQLite ledger on a network drive is damaged when two computers write at once: the locks that it
relies on do not hold over SMB or NFS (sqlite.org/howtocorrupt), so such a folder is refused. A
folder of Dropbox and its like is a folder of this computer; it is allowed and said.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePath

from core.errors import StoreError
from core.locale.words import Words, _

#: File systems whose files are on another computer.
NETWORK = frozenset(
    (
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "9p", "ncpfs",
        "coda", "davfs", "webdav", "ftp", "ceph", "glusterfs", "lustre", "beegfs", "orangefs",
        "pvfs2", "gpfs",
    )
)  # fmt: skip
#: The same behind a program of the user's (``fuse.sshfs``).
FUSE = frozenset(
    (
        "sshfs", "rclone", "glusterfs", "ceph", "ceph-fuse", "smbnetfs", "curlftpfs", "davfs",
        "davfs2", "wdfs", "s3fs", "s3ql", "goofys", "gcsfuse", "blobfuse", "blobfuse2", "mount-s3",
        "juicefs", "seaweedfs", "moosefs", "mfs", "gvfsd-fuse", "google-drive-ocamlfuse",
        "onedriver",
    )
)  # fmt: skip
#: What a mount comes from, where the file system's name says nothing: ``me@server:/data``.
_ELSEWHERE = re.compile(r"//|\w[\w.+-]*://|[\w.-]+@[\w.-]+:|[\w-]+(\.[\w-]+)+:/")
#: Folders that a cloud service copies, by a part of the path.
_CLOUDS = {
    "Dropbox": re.compile(r"dropbox\b.*"),
    "OneDrive": re.compile(r"onedrive\b.*"),
    "iCloud Drive": re.compile(r"icloud ?drive.*|mobile documents|com~apple~clouddocs"),
    "Google Drive": re.compile(
        r"google ?drive\b.*|googledrive-.*|my drive|\u30de\u30a4\u30c9\u30e9\u30a4\u30d6"
    ),
    "Box": re.compile(r"box sync|box-box"),
}
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of Windows


def refuse_network(folder: Path) -> None:
    """Refuse a folder on a network drive.

    Raises:
        StoreError: it is a path such as ``//server/share``, or lies on a mounted network drive.
    """
    if is_network(folder):
        raise StoreError(
            _(
                "The folder {folder} is on a network drive. A ledger there can be damaged when "
                "two computers write at once. Please choose a folder on this computer.",
                folder=str(folder),
            )
        )


def is_network(folder: Path) -> bool:
    """Whether a folder, which need not be there yet, is on another computer."""
    if _unc(folder):
        return True
    real = folder.expanduser().resolve()
    return _unc(real) or _mounted_from_elsewhere(real)


def synced(folder: Path) -> str:
    """The cloud service that copies a folder, as far as its path tells; empty for none."""
    parts = [part.casefold() for part in folder.expanduser().absolute().parts]
    for service, looks in _CLOUDS.items():
        if any(looks.fullmatch(part) for part in parts):
            return service
    return ""


def sync_warning(folder: Path) -> Words | None:
    """What to tell the owner of a folder that a cloud service copies."""
    service = synced(folder)
    if not service:
        return None
    return _(
        "The data folder lies where {service} copies it. Use it on one computer at a time, and "
        "let {service} finish before you open it on another: two computers at once can damage "
        "the ledger.",
        service=service,
    )


def linux_mount(mountinfo: str, folder: PurePath) -> tuple[str, str]:
    """(file system, what it comes from) of a folder, by the text of ``/proc/self/mountinfo``.

    Empty where it lies on what the whole system runs from: that is this computer, whatever it is.
    """
    mounts = []
    for line in mountinfo.splitlines():
        before, _dash, behind = line.partition(" - ")
        fields, source = before.split(), behind.split()
        if len(fields) > 4 and len(source) > 1:
            mounts.append((_plain(fields[4]), source[0], _plain(source[1])))
    return _deepest(mounts, folder)


def mac_mount(listing: str, folder: PurePath) -> tuple[str, str]:
    """(file system, what it comes from) of a folder, by what ``mount`` prints on a Mac."""
    mounts = []
    for line in listing.splitlines():
        found = re.fullmatch(r"(.+) on (/.*) \((\w+)(, .*)?\)", line.strip())
        if found:
            mounts.append((found[2], found[3], found[1]))
    return _deepest(mounts, folder)


def from_elsewhere(kind: str, source: str) -> bool:
    """Whether a file system of a kind, mounted from a source, is on another computer."""
    kind, _dot, program = kind.casefold().partition(".")
    if kind in NETWORK:
        return True
    return "fuse" in kind and (program in FUSE or _ELSEWHERE.match(source) is not None)


def _deepest(mounts: list[tuple[str, str, str]], folder: PurePath) -> tuple[str, str]:
    """The mount below the root that a folder lies in: the longest, and of equal ones the last."""
    found, depth = ("", ""), 2
    for point, kind, source in mounts:
        place = PurePath(point)
        if len(place.parts) >= depth and folder.is_relative_to(place):
            found, depth = (kind, source), len(place.parts)
    return found


def _plain(text: str) -> str:
    """Blanks and the like stand in mountinfo as octal numbers."""
    data = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), text.encode())
    return data.decode(errors="replace")


def _unc(folder: Path) -> bool:
    r"""``//server/share``, also as Windows writes a resolved one: ``\\?\UNC\server\share``."""
    text = str(folder).replace("\\", "/")
    return text.startswith("//") and (not text.startswith("//?/") or text.startswith("//?/UNC/"))


def _mounted_from_elsewhere(real: Path) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only here

        return bool(ctypes.windll.kernel32.GetDriveTypeW(real.anchor) == _REMOTE_DRIVE)
    try:
        if sys.platform == "darwin":
            listing = subprocess.run(
                ["/sbin/mount"], capture_output=True, text=True, check=False, timeout=10
            ).stdout
            return from_elsewhere(*mac_mount(listing, real))
        text = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except (OSError, subprocess.SubprocessError):
        return False  # a system that does not tell; what cannot be known is not refused
    return from_elsewhere(*linux_mount(text, real))
