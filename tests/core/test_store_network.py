"""Network drives are refused, folders of cloud services are said."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from core.errors import StoreError
from core.store import network
from core.store.network import from_elsewhere, is_network, linux_mount, mac_mount, synced
from core.workspace import Workspace, sync_warning
from tests.core.keeping import clock

#: As Debian and WSL write it: a root, a share under it, a share on a share, a blank in a name.
MOUNTINFO = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 8:1 / /home rw,relatime shared:2 - ext4 /dev/sda1 rw
41 27 0:44 / /srv/shop rw,relatime shared:9 - nfs4 192.168.1.5:/volume1/shop rw,vers=4.2,hard
42 30 0:45 / /home/akira/nas rw,nosuid,nodev - cifs //nas/share rw,vers=3.1.1,username=akira
43 30 0:46 / /home/akira/my\040disk rw,nosuid - fuseblk /dev/sdb1 rw,user_id=0
44 30 0:47 / /home/akira/web rw,nosuid,nodev - fuse.sshfs akira@server:/data rw,user_id=1000
45 30 0:48 / /home/akira/dav rw,nosuid - fuse https://dav.example.jp/files rw,user_id=1000
46 27 0:49 / /mnt/c rw,noatime - 9p drvfs rw,dirsync,aname=drvfs;path=C:\,trans=fd
47 41 0:50 / /srv/shop/local rw - tmpfs tmpfs rw
48 27 0:51 / /mnt/pool rw,relatime - fuse.mergerfs /disks/a:/disks/b rw
49 30 0:52 / /home/akira/late rw - autofs systemd-1 rw,fd=49,direct
50 49 0:53 / /home/akira/late rw - nfs server.example.jp:/late rw,vers=3
51 30 0:54 / /home/akira/drive rw - fuse.rclone gdrive: rw
"""
LISTING = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//akira@nas.local/share on /Volumes/share (smbfs, nodev, nosuid, mounted by akira)
nas:/volume1/shop on /Volumes/my shop (1) (nfs)
//akira@mac._afpovertcp._tcp.local/old on /Volumes/old (afpfs, nodev, nosuid, mounted by akira)
https://dav.example.jp/ on /Volumes/dav (webdav, nodev, noexec, nosuid, mounted by akira)
akira@server:/data on /Users/akira/web (macfuse, nodev, nosuid, synchronous, mounted by akira)
/dev/disk4s1 on /Volumes/USB (msdos, local, nodev, nosuid, noowners)
"""


@pytest.mark.parametrize(
    ("folder", "kind", "elsewhere"),
    [
        ("/var/lib/daifukucho", "", False),
        ("/home/akira/daifukucho", "ext4", False),
        ("/home/akira/nas", "cifs", True),
        ("/home/akira/nas/daifukucho/x", "cifs", True),
        ("/home/akira/nasty", "ext4", False),
        ("/home/akira/my disk/daifukucho", "fuseblk", False),
        ("/home/akira/web/d", "fuse.sshfs", True),
        ("/home/akira/dav/d", "fuse", True),
        ("/home/akira/late/d", "nfs", True),
        ("/home/akira/drive/d", "fuse.rclone", True),
        ("/srv/shop/d", "nfs4", True),
        ("/srv/shop/local/d", "tmpfs", False),
        ("/mnt/c/Users/akira", "9p", True),
        ("/mnt/pool/d", "fuse.mergerfs", False),
    ],
)
def test_the_deepest_mount_of_linux_decides(folder, kind, elsewhere):
    found = linux_mount(MOUNTINFO, PurePosixPath(folder))
    assert found[0] == kind
    assert from_elsewhere(*found) == elsewhere


@pytest.mark.parametrize(
    ("folder", "kind", "elsewhere"),
    [
        ("/Users/akira/Library/daifukucho", "", False),
        ("/System/Volumes/Data/Users/akira", "apfs", False),
        ("/Volumes/share/d", "smbfs", True),
        ("/Volumes/my shop (1)/d", "nfs", True),
        ("/Volumes/old/d", "afpfs", True),
        ("/Volumes/dav/d", "webdav", True),
        ("/Users/akira/web/d", "macfuse", True),
        ("/Volumes/USB/d", "msdos", False),
    ],
)
def test_the_deepest_mount_of_a_mac_decides(folder, kind, elsewhere):
    found = mac_mount(LISTING, PurePosixPath(folder))
    assert found[0] == kind
    assert from_elsewhere(*found) == elsewhere


def test_what_the_whole_system_runs_from_is_this_computer():
    container = "100 99 0:5 / / rw - 9p none rw,trans=fd,rfdno=4,wfdno=4,aname=/"
    assert linux_mount(container, PurePosixPath("/data")) == ("", "")


def test_text_that_is_no_list_of_mounts_says_nothing():
    for text in ("", "nonsense", "1 2 3 - ", "1 2 3 4 /x rw - nfs"):
        assert linux_mount(text, PurePosixPath("/x")) == ("", "")
        assert mac_mount(text, PurePosixPath("/x")) == ("", "")


@pytest.mark.parametrize(
    "folder", ["//server/share", "\\\\server\\share\\data", "\\\\?\\UNC\\server\\share"]
)
def test_a_path_of_a_server_is_refused_in_words(folder):
    with pytest.raises(StoreError) as refused:
        network.refuse_network(Path(folder))
    assert "ネットワーク" in refused.value.say("ja")
    assert folder in refused.value.say("en")


def test_a_folder_of_this_computer_is_not_refused_also_when_it_is_not_there_yet(tmp_path):
    assert not is_network(tmp_path)
    assert not is_network(tmp_path / "not" / "there")
    assert not is_network(Path("relative"))


@pytest.mark.skipif(sys.platform != "linux", reason="tells of Linux only")
def test_what_this_computer_says_of_its_mounts_can_be_read():
    text = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert linux_mount(text, PurePosixPath("/proc/self"))[0] == "proc"
    assert linux_mount(text, PurePosixPath("/sys"))[0] == "sysfs"


def test_a_mounted_share_is_refused_however_the_folder_is_named(tmp_path, monkeypatch):
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    mounts = f"42 27 0:45 / {share} rw - cifs //nas/share rw"
    monkeypatch.setattr(Path, "read_text", lambda *_a, **_k: mounts)
    for folder in (share, share / "home", tmp_path / "link" / "home"):
        with pytest.raises(StoreError):
            Workspace.create(folder, "shop", now=clock())
        with pytest.raises(StoreError):
            Workspace.open(folder, "shop", now=clock())
    assert not is_network(tmp_path)


def test_a_system_that_does_not_tell_refuses_nothing(tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", fail)
    assert not is_network(tmp_path)


@pytest.mark.parametrize(("kind", "elsewhere"), [(3, False), (4, True)])
def test_windows_is_asked_what_kind_of_drive_it_is(tmp_path, monkeypatch, kind, elsewhere):
    asked = []
    kernel = SimpleNamespace(GetDriveTypeW=lambda drive: asked.append(drive) or kind)
    monkeypatch.setitem(
        sys.modules, "ctypes", SimpleNamespace(windll=SimpleNamespace(kernel32=kernel))
    )
    monkeypatch.setattr(network, "sys", SimpleNamespace(platform="win32"))
    assert is_network(tmp_path) == elsewhere
    assert asked == [tmp_path.anchor]


def test_a_mac_is_asked_by_its_own_command(tmp_path, monkeypatch):
    said = f"//akira@nas/share on {tmp_path.resolve()} (smbfs, nodev, mounted by akira)\n"
    run = SimpleNamespace(
        run=lambda *_a, **_k: SimpleNamespace(stdout=said), SubprocessError=OSError
    )
    monkeypatch.setattr(network, "subprocess", run)
    monkeypatch.setattr(network, "sys", SimpleNamespace(platform="darwin"))
    assert is_network(tmp_path / "home")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/Users/akira/Dropbox/daifukucho", "Dropbox"),
        ("/Users/akira/Library/CloudStorage/Dropbox-Personal/d", "Dropbox"),
        ("/Users/akira/Dropbox (会社)/d", "Dropbox"),
        ("/mnt/c/Users/akira/OneDrive - Tsubame/d", "OneDrive"),
        ("/Users/akira/Library/CloudStorage/OneDrive-Personal/d", "OneDrive"),
        ("/Users/akira/Library/Mobile Documents/com~apple~CloudDocs/d", "iCloud Drive"),
        ("/c/Users/akira/iCloudDrive/d", "iCloud Drive"),
        (
            "/Users/a/Library/CloudStorage/GoogleDrive-a@example.jp/マイドライブ",
            "Google Drive",
        ),
        ("/g/My Drive/d", "Google Drive"),
        ("/Users/akira/Library/CloudStorage/Box-Box/d", "Box"),
        ("/Users/akira/boxes/dropboxes/d", ""),
        ("/home/akira/.local/share/daifukucho", ""),
    ],
)
def test_a_folder_that_a_cloud_service_copies_is_said_but_allowed(folder, service):
    assert synced(Path(folder)) == service
    warning = sync_warning(Path(folder))
    assert (warning is not None) == bool(service)
    if warning is not None:
        assert warning.facts["service"] == service
