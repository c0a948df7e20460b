"""What leaves the program: frames as files, and the blank ledger to fill in."""

from __future__ import annotations

from core.export.in_memory import install

install()
