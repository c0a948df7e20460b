"""Every kernel by Spark Connect: a thin client that needs no Java, and a server elsewhere."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import EngineError
from tests.core.starting import own_port
from tests.engines import same
from tests.engines.ledgers import WHOLE

pytestmark = pytest.mark.usefixtures("java")
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server of its own on this computer, ended with the tests."""
    import pyspark  # noqa: PLC0415 - without Java it is not looked for

    port = own_port()
    told = {
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
    }
    options = [word for name, value in told.items() for word in ("--conf", f"{name}={value}")]
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    place = tmp_path_factory.mktemp("connect")
    with (place / "log").open("w") as log:
        server = subprocess.Popen(
            [submit, "--master", "local[2]", "--class", SERVER, *options, "spark-internal"],
            cwd=place,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
        )
    wait_for(int(port), server)
    yield f"sc://127.0.0.1:{port}"
    server.terminate()
    server.wait(60)


def wait_for(port: int, server, seconds=120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise AssertionError("the server does not answer")


def test_every_kernel_gives_the_same_by_connect(address):
    with same.counting(WHOLE, address) as engine:
        same.check(engine, WHOLE)
        assert engine.row_count() == len(WHOLE)


def test_a_server_that_is_not_there_is_an_error_in_words():
    url = f"sc://127.0.0.1:{own_port()}"
    with pytest.raises(EngineError, match="does not answer"), same.counting(WHOLE[:1], url):
        pass
