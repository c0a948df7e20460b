"""The address of a server: read, kept where only its owner reads it, shown without a password."""

from __future__ import annotations

import os
import stat
import traceback

import pytest

from core.errors import StoreError
from core.store.address import Shared, parse, read_address, server_of, write_address

SECRET = "himitsu-4649"
ADDRESS = f"postgresql://tsubame:{SECRET}@ledger.example.jp:5433/shop"


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_is_read_under_every_name_that_programs_give_it(name):
    url = parse(f" {name}://u:p@server.example.jp/shop\n")
    assert (url.drivername, url.host, url.database) == (
        "postgresql+psycopg", "server.example.jp", "shop",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "server.example.jp",
        f"mysql://u:{SECRET}@server/shop",
        f"postgresql://u:{SECRET}@server",
        f"postgresql://u:{SECRET}@server:port/shop",
        f"sqlite:///{SECRET}",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_and_not_repeated(text):
    with pytest.raises(StoreError) as refused:
        parse(text)
    assert "postgresql://user:password@server/database" in refused.value.say("ja")
    assert SECRET not in refused.value.say("en")
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://u@server.example.jp/shop", "require"),
        ("postgresql://u@192.168.1.5/shop", "require"),
        ("postgresql://u@server.example.jp/shop?sslmode=verify-full", "verify-full"),
        ("postgresql://u@server.example.jp/shop?sslmode=disable", "disable"),
        ("postgresql://u@localhost/shop", None),
        ("postgresql://u@127.0.0.1:5433/shop", None),
        ("postgresql:///shop", None),
        ("postgresql://u@/shop?host=/var/run/postgresql", None),
    ],
)
def test_a_server_elsewhere_must_encrypt_unless_the_address_says_otherwise(address, mode):
    assert parse(address).query.get("sslmode") == mode


def test_a_server_is_called_by_its_name_or_by_the_folder_of_its_socket():
    assert server_of(parse(ADDRESS)) == "ledger.example.jp"
    assert server_of(parse("postgresql:///shop?host=/tmp/one")) == "/tmp/one"
    assert server_of(parse("postgresql:///shop?host=one&host=two")) == "one, two"
    assert server_of(parse("postgresql:///shop")) == ""


def test_a_business_on_a_server_says_itself_without_the_password(tmp_path):
    shared = Shared(parse(ADDRESS), "shop", tmp_path)
    assert (shared.server, shared.database) == ("ledger.example.jp", "shop")
    assert SECRET not in f"{shared!r} {shared} {shared.url} {shared.url!r}"
    assert shared.without_copies() == Shared(shared.url, "shop")


def test_one_business_is_the_same_for_every_user_and_password():
    shared = Shared(parse(ADDRESS), "shop")
    other_user = Shared(parse(ADDRESS.replace("tsubame", "akira")), "shop")
    assert shared.same_as(other_user)
    for other in ("5434/shop", "5433/another"):
        assert not shared.same_as(Shared(parse(ADDRESS.replace("5433/shop", other)), "shop"))
    assert not shared.same_as(Shared(shared.url, "shop-2"))


def test_the_file_with_the_address_is_read_again_and_nobody_else_may_read_it(tmp_path):
    file = tmp_path / "ledger.url"
    difficult = parse("postgresql://u:%40%2F%3A%E3%81%82@server.example.jp/shop?sslmode=verify-ca")
    for url in (parse(ADDRESS), difficult):
        write_address(file, Shared(url, "shop"))
        assert read_address(file) == Shared(url, "shop", tmp_path)
    assert difficult.password == "@/:あ"
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.url"]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", ADDRESS, f"{ADDRESS}\nshop\nmore", f"shop\n{ADDRESS}"])
def test_a_file_that_names_no_business_is_refused(tmp_path, text):
    file = tmp_path / "ledger.url"
    file.write_text(text)
    with pytest.raises(StoreError):
        read_address(file)


def test_its_name_is_on_the_disk_too_when_it_is_written(tmp_path, monkeypatch):
    file, brought = tmp_path / "ledger.url", []
    monkeypatch.setattr("core.store.places.flush", lambda path: brought.append(file.exists()))
    write_address(file, Shared(parse(ADDRESS), "shop"))
    assert brought == [True]
