"""大福帳 (Daifukuchō): script and server entry in one.

``streamlit run app.py`` finds ``app`` below and serves it, so that every request, http and
websocket, passes the gate. Within the server the same file is the script of each page run.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.workspace import JST
from pages._ui import program
from pages._ui.errors import told
from pages._ui.floors import require_floors
from pages._ui.gate import Gate
from pages._ui.listening import entered
from pages._ui.quiet import quiet
from pages._ui.uploads import Uploads


def now() -> dt.datetime:
    """The real moment, in Japan's time whatever the computer's zone is: the pages' one clock."""
    return dt.datetime.now(JST)  # noqa: TID251 - where the program starts


if get_script_run_ctx(suppress_warning=True) is None:
    require_floors()
    before = [Middleware(Gate), *entered(now), Middleware(Uploads)]
    app = st.App("app.py", middleware=before, lifespan=quiet, on_script_error=told)
else:
    program.run(now)
