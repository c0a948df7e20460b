"""Without any network everything goes on, and no system call of any process tries one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest

from pages._ui.registry import PAGES
from tests.e2e.conftest import ROOT

#: What strace sees of a call that reaches out; C libraries are seen too, not Python alone.
TRACED = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
NOWHERE = ["unshare", "-rn"]
_WHERE = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def why_not() -> str:
    """Why no process can be put into a network of its own and watched here, "" where it can."""
    missing = [name for name in ("unshare", "strace") if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} not installed"
    tried = subprocess.run([*TRACED, "-o", "/dev/null", *NOWHERE, "true"], capture_output=True,
                           text=True, check=False)  # fmt: skip
    return tried.stderr.strip()


WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def reached(trace):
    """The other computers that any system call tried to reach."""
    found = {v4 or v6 for v4, v6 in _WHERE.findall(trace.read_text(errors="replace"))}
    return {one for one in found if not one.startswith("127.") and one != "::1"}


def test_without_a_network_every_page_is_drawn_a_sheet_read_and_a_report_written(
    sample_home, tmp_path
):
    shutil.copytree(sample_home, tmp_path / "home")
    program = [sys.executable, "-m", "tests.e2e.alone", str(tmp_path / "home")]
    ran = subprocess.run(
        [*TRACED, "-o", str(tmp_path / "trace"), *NOWHERE, *program,
         str(ROOT / "sample_data" / "salon.xlsx")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["networks"] == ["lo"]
    assert found["report"] > 100_000
    assert len(found["pages"]) == len(PAGES)
    assert min(found["pages"].values()) > 100
    assert found["errors"] == []
    assert "127.0.0.1" in (tmp_path / "trace").read_text(errors="replace")
    assert reached(tmp_path / "trace") == set()


def test_a_call_that_reaches_out_is_seen_although_it_comes_to_nothing(tmp_path):
    tried = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"
    watched = [*TRACED, "-o", str(tmp_path / "trace"), *NOWHERE]
    subprocess.run([*watched, sys.executable, "-c", tried], check=True)
    assert reached(tmp_path / "trace") == {"192.0.2.1"}
