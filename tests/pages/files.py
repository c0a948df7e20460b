"""Files that an owner may choose, made for tests of the page."""

from __future__ import annotations

import io

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile


def locked_workbook(password: str) -> bytes:
    """A list of two customers, locked as Excel does it."""
    book = openpyxl.Workbook()
    book.active.append(["顧客番号", "氏名", "電話番号"])
    book.active.append(["C001", "佐藤 花子", "090-0123-0001"])
    book.active.append(["C002", "鈴木 一郎", "090-0123-0002"])
    plain, locked = io.BytesIO(), io.BytesIO()
    book.save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def long_csv(rows: int) -> bytes:
    """A list of sales that takes a while to read."""
    head = "顧客番号,氏名,来店日,金額\n"
    lines = (
        f"C{n % 5000:05d},佐藤 花子,2026/{n % 9 + 1}/{n % 28 + 1},{n % 9000}" for n in range(rows)
    )
    return (head + "\n".join(lines)).encode()
