"""A ledger on a real PostgreSQL server: queueing, versions, and what the server refuses."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import traceback

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.errors import StoreError
from core.store import connection
from core.store.address import Shared, parse
from core.store.connection import create, open_ledger
from core.store.schema import BUSINESS, HEAD, METADATA, SETTING
from core.workspace import Workspace, businesses
from tests.core.keeping import clock
from tests.core.recorded import Recorded


@pytest.fixture
def ledger(server):
    """A new, empty ledger in a database of its own."""
    with contextlib.closing(create(Shared(parse(server.database()), "shop"))) as made:
        yield made


@pytest.fixture
def address(ledger):
    """The address of its database."""
    return ledger.where.url.set(drivername="postgresql").render_as_string(hide_password=False)


def put(open_connection, key, value="x"):
    open_connection.execute(sa.insert(SETTING).values(key=key, value=value))


def put_into(ledger, *names):
    with ledger.writing() as open_connection:
        for name in names:
            put(open_connection, name)


def keys(ledger):
    with ledger.reading() as open_connection:
        return sorted(open_connection.execute(sa.select(SETTING.c.key)).scalars())


def test_the_revisions_make_exactly_the_tables_that_the_program_uses(ledger):
    assert differences(ledger) == []


def test_a_ledger_made_of_recorded_statements_is_the_one_that_alembic_makes(server, monkeypatch):
    monkeypatch.setattr(connection, "_upgrade", Recorded(connection._upgrade))
    for _turn in ("by Alembic", "recorded"):
        with contextlib.closing(create(Shared(parse(server.database()), "shop"))) as made:
            assert differences(made) == []
            assert made.version() == HEAD


def test_a_ledger_stands_in_a_schema_of_its_own(server, ledger, address):
    found = server.do(
        "SELECT DISTINCT table_schema FROM information_schema.tables"
        " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
        url=address,
    )
    assert found == [("shop",)]


def test_a_reader_sees_one_moment_and_can_write_nothing(ledger):
    with ledger.reading() as open_connection:
        before = open_connection.execute(sa.select(sa.func.count()).select_from(SETTING)).scalar()
        with ledger.writing() as other:
            put(other, "meanwhile")
        after = open_connection.execute(sa.select(sa.func.count()).select_from(SETTING)).scalar()
    assert before == after == 0
    assert keys(ledger) == ["meanwhile"]
    with pytest.raises(StoreError) as refused, ledger.reading() as open_connection:
        put(open_connection, "never")
    assert "does not allow" in refused.value.say("en")


def test_a_writer_asks_for_durability_whatever_the_server_is_set_to(server, ledger, address):
    server.do("ALTER DATABASE d1 SET synchronous_commit = off")
    name = ledger.where.database
    server.do(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with contextlib.closing(open_ledger(ledger.where)) as again:
        with again.reading() as open_connection:
            assert open_connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off"
        with again.writing() as open_connection:
            assert open_connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_writer_waits_for_the_one_before_it_and_sees_what_that_one_wrote(ledger):
    seen, inside, may_go = [], threading.Event(), threading.Event()

    def first():
        with ledger.writing() as open_connection:
            inside.set()
            may_go.wait(30)
            put(open_connection, "first")

    def second():
        with ledger.writing() as open_connection:
            seen.extend(open_connection.execute(sa.select(SETTING.c.key)).scalars())

    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    assert inside.wait(30)
    threads[1].start()
    time.sleep(0.2)
    assert seen == []
    may_go.set()
    for thread in threads:
        thread.join(30)
    assert seen == ["first"]


def test_a_writer_of_another_business_does_not_wait(ledger):
    other = create(Shared(ledger.where.url, "another"))
    with contextlib.closing(other), ledger.writing() as one, other.writing() as two:
        put(one, "one")
        put(two, "two")
    assert keys(ledger) == ["one"]


def test_who_waits_too_long_is_told_that_another_is_writing(ledger):
    impatient = open_ledger(ledger.where, busy_ms=50)
    with contextlib.closing(impatient), ledger.writing(), pytest.raises(StoreError) as refused:
        put_into(impatient)
    assert "still writing" in refused.value.say("en")


def test_what_fails_half_way_leaves_nothing(ledger):
    with contextlib.suppress(ZeroDivisionError), ledger.writing() as open_connection:
        put(open_connection, "half")
        raise ZeroDivisionError
    assert keys(ledger) == []


# Versions


def test_a_ledger_of_a_newer_version_is_refused_and_left_untouched(ledger, address):
    with ledger.writing() as open_connection:
        open_connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (ledger.reading, ledger.writing):
        with pytest.raises(StoreError) as refused, attempt():
            pass
        assert "9999" in refused.value.say("en")
    with pytest.raises(StoreError) as refused:
        open_ledger(ledger.where)
    assert "9999" in refused.value.say("en")


REVISIONS = sorted(p.name.split("_")[0] for p in connection.MIGRATIONS.glob("versions/[0-9]*"))


def older(where, revision, monkeypatch):
    """Make a ledger as an earlier version of this program did, with something in it."""
    with monkeypatch.context() as before:
        before.setattr(connection, "HEAD", revision)
        create(where, lambda made: put(made, "before", {"席": ["窓側", 1, None]})).close()


def differences(ledger):
    with ledger.reading() as open_connection:
        context = MigrationContext.configure(open_connection, opts={"compare_type": True})
        return compare_metadata(context, METADATA)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_every_earlier_version_is_brought_up_to_date(server, monkeypatch, revision):
    where = Shared(parse(server.database()), "shop")
    older(where, revision, monkeypatch)
    with contextlib.closing(open_ledger(where)) as ledger:
        assert ledger.version() == HEAD
        assert differences(ledger) == []
        with ledger.reading() as open_connection:
            (kept,) = open_connection.execute(sa.select(SETTING)).all()
    assert tuple(kept) == ("before", {"席": ["窓側", 1, None]})


def test_several_computers_may_open_an_older_ledger_at_once(server, monkeypatch):
    where = Shared(parse(server.database()), "shop")
    older(where, REVISIONS[0], monkeypatch)
    failed, opened = [], []

    def work():
        try:
            opened.append(open_ledger(where))
        except Exception as error:  # noqa: BLE001 - whatever it was, the test must see it
            failed.append(error)

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert differences(opened[0]) == []
    for ledger in opened:
        assert ledger.version() == HEAD
        ledger.close()


def test_a_window_that_is_open_since_before_refuses_what_a_newer_version_made_of_it(
    server, monkeypatch
):
    where = Shared(parse(server.database()), "shop")
    older(where, REVISIONS[-2], monkeypatch)
    monkeypatch.setattr(connection, "known_revisions", lambda: set(REVISIONS[:-1]))
    with monkeypatch.context() as before:
        before.setattr(connection, "HEAD", REVISIONS[-2])
        window = open_ledger(where)
    monkeypatch.undo()
    open_ledger(where).close()
    monkeypatch.setattr(connection, "HEAD", REVISIONS[-2])
    with contextlib.closing(window), pytest.raises(StoreError) as refused:
        put_into(window, "never")
    assert REVISIONS[-1] in refused.value.say("en")


# What the server refuses


SECRET = "himitsu-4649"


def refusal(address, name="shop"):
    """What is said when this address is opened, in English."""
    with pytest.raises(StoreError) as refused:
        open_ledger(Shared(parse(address), name)).close()
    assert refused.value.say("ja") != refused.value.say("en")
    assert SECRET not in f"{refused.value.say('ja')} {refused.value.say('en')}"
    return refused.value.say("en")


def test_a_server_that_is_not_there_is_said():
    assert "cannot be reached" in refusal("postgresql://u@127.0.0.1:9/shop")
    assert "cannot be reached" in refusal("postgresql:///shop?host=/nowhere")


def test_a_wrong_password_a_wrong_name_and_a_wrong_database_are_said(server, caplog):
    caplog.set_level(logging.DEBUG)
    server.do(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}-right'")
    server.guard("guarded")
    for password in (SECRET, ""):
        address = server.address(user="guarded", password=password, database="postgres")
        assert "did not let us in" in refusal(address)
    right = server.address(user="guarded", password=f"{SECRET}-right", database="postgres")
    assert "no business called shop" in refusal(right)
    assert "did not let us in" in refusal(server.address(user="nobody", database="postgres"))
    assert "did not let us in" in refusal(server.address(database="nowhere"))
    assert SECRET not in caplog.text


def test_a_user_who_may_only_read_reads_and_is_told_so_when_writing(server, ledger, tmp_path):
    name = ledger.where.database
    with ledger.writing() as open_connection:
        row = {"id": 1, "name": "店", "trade_code": "salon", "sample": "", "currency": "JPY"}
        open_connection.execute(sa.insert(BUSINESS).values(**row, scale=0, created="x"))
    server.do(
        "CREATE ROLE reader LOGIN",
        "GRANT USAGE ON SCHEMA shop TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader",
        url=server.address(database=name),
    )
    where = Shared(parse(server.address(user="reader", database=name)), "shop")
    with contextlib.closing(open_ledger(where)) as reader:
        assert keys(reader) == []
        with pytest.raises(StoreError) as refused, reader.writing() as open_connection:
            put(open_connection, "never")
    assert "does not allow this user to write" in refused.value.say("en")
    assert keys(ledger) == []
    with pytest.raises(StoreError) as refused:
        Workspace.create(
            tmp_path, "shop", now=clock(), url=server.address(user="reader", database=name)
        )
    assert "does not allow this user to write" in refused.value.say("en")
    assert businesses(tmp_path) == []


def test_a_server_that_was_started_anew_is_no_error(ledger, address):
    with ledger.writing() as open_connection:
        put(open_connection, "before")
    with psycopg.connect(address, autocommit=True) as plain:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
        plain.execute(f"{others} current_database() AND pid <> pg_backend_pid()")
    assert keys(ledger) == ["before"]


def break_in_the_middle(ledger, address):
    with ledger.writing() as open_connection:
        put(open_connection, "half")
        pid = open_connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with psycopg.connect(address, autocommit=True) as plain:
            plain.execute("SELECT pg_terminate_backend(%s)", [pid])
        put(open_connection, "half, too")


def test_a_connection_that_breaks_in_the_middle_is_said_and_leaves_nothing(ledger, address):
    with pytest.raises(StoreError) as refused:
        break_in_the_middle(ledger, address)
    assert "look whether the last entry is there" in refused.value.say("en")
    assert keys(ledger) == []


def test_what_the_server_refuses_for_another_reason_is_said_in_its_words(ledger):
    with pytest.raises(StoreError) as refused:
        put_into(ledger, "twice", "twice")
    assert "duplicate key" in refused.value.say("en")
    assert "(twice)" not in "".join(traceback.format_exception(refused.value))


def test_what_the_driver_refuses_is_said_as_such(ledger):
    with pytest.raises(StoreError) as refused:
        put_into(ledger, "\0")
    assert "Nothing was saved" in refused.value.say("en")
