"""Notes every try to reach another computer, and every program that is started.

Python imports a module of this name by itself when it starts, so that the server and each process
that it starts are watched, from their first line on. A try counts, whatever comes of it.
"""

import json
import os
import sys

#: {event of Python: which of its facts says where to}.
WHERE = {
    "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0, "socket.gethostbyaddr": 0, "socket.getnameinfo": 0,
    "subprocess.Popen": 0, "os.posix_spawn": 0, "os.exec": 0, "os.system": 0,
}  # fmt: skip


def watch(out: str) -> None:
    """Write each as a line to a file."""
    lines = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(lines, json.dumps(["started", " ".join(sys.orig_argv)]).encode() + b"\n")

    def note(event: str, facts: tuple) -> None:
        if event in WHERE:
            os.write(lines, json.dumps([event, str(facts[WHERE[event]])]).encode() + b"\n")

    sys.addaudithook(note)


if "DAIFUKUCHO_WATCHED" in os.environ:
    watch(os.environ["DAIFUKUCHO_WATCHED"])
