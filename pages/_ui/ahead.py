"""Pages opened ahead (下ごしらえ): what they make of the data is there before anybody asks for it.

A page makes what it draws from when it is first opened (:meth:`pages._ui.business.Here.made`). For
many customers that takes longer than an owner waits for a click. So after a long count a thread
opens every page once, in a session that nobody looks at, as whoever had it counted. Nothing is
clicked there and nothing is written; what is drawn is thrown away.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread, current_thread

import streamlit as st
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ContextInfo
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner.exec_code import exec_func_with_error_handling
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_run_context import OnScriptErrorHandler
from streamlit.runtime.state import SafeSessionState, SessionState

from core.errors import DaifukuchoError
from core.workspace import Clock
from pages._ui import at_work, people, program, state
from pages._ui.aside import set_aside
from pages._ui.business import Here
from pages._ui.recount import MANY
from pages._ui.registry import allowed

APP = Path(__file__).parents[2] / "app.py"
#: What another choice on a page shows that takes as long as a page: {page: {widget: choice}}.
CHOSEN = {"classes": {"class_view": "decile"}}
#: Of the thread and of its session.
NAME = "ahead"
#: Seconds between two pages, in which whoever clicks comes first.
PAUSE = 0.2


@dataclass(frozen=True)
class Asked:
    """What is known of the run that had everybody counted.

    Attributes:
        slug: of the business that it looked at; ``now``: by which clock.
        browser: whose it was; ``context``: its language and time zone.
        told: what Streamlit calls where a script fails.
        chosen: {widget: choice} on the page that is opened.
    """

    slug: str
    now: Clock
    browser: at_work.Browser
    context: ContextInfo | None
    told: OnScriptErrorHandler | None
    chosen: Mapping[str, str] = field(default_factory=dict)


def open_ahead(here: Here) -> None:
    """Begin to open every page of a business, once for each count of many customers."""
    review, run = here.review(), get_script_run_ctx(suppress_warning=True)
    being_counted = review.book.digest != here.book.digest
    if run is None or being_counted or len(review.customers) < MANY:
        return
    asked = Asked(
        here.slug, state.CLOCK.get(), at_work.this_browser(), run.context_info, run.on_script_error
    )
    mark = f"{review.book.digest}|{here.settings.mark}|{here.sees}"
    _begun(str(here.workspace.folder), mark, here, asked)


@st.cache_resource(max_entries=8, show_spinner=False)
def _begun(folder: str, mark: str, _here: Here, _asked: Asked) -> Thread:
    """The thread that opens the pages of one count for one pair of eyes."""
    pages = [Path(page.path).stem for page in allowed(at_work.role(), at_work.sees())]
    more = [(page, replace(_asked, chosen=CHOSEN[page])) for page in pages if page in CHOSEN]
    every = [*((page, _asked) for page in pages), *more]
    thread = Thread(target=_open_all, args=(every, _here, _asked.browser), name=NAME, daemon=True)
    thread.start()
    return thread


def _open_all(pages: list[tuple[str, Asked]], here: Here, browser: at_work.Browser) -> None:
    seen = (here.whole or here).book.digest
    with at_work.as_from(browser):
        for page, asked in pages:
            time.sleep(PAUSE)
            if here.workspace.digest(here.today) != seen:
                return  # something was written: it begins again when that is counted
            _open(page, asked)
    with contextlib.suppress(DaifukuchoError):  # whoever searches is told
        people.everybody(here)  # what a search looks through
    set_aside()


def _open(page: str, asked: Asked) -> None:
    """Run the program once, as Streamlit does for whoever comes to an address."""
    session = _session(asked)
    session.pages_manager.set_script_intent("", page)
    add_script_run_ctx(current_thread(), session)
    session.reset(context_info=asked.context)
    session.on_script_start()
    state.BUSINESS.put(asked.slug)
    st.session_state.update(asked.chosen)
    exec_func_with_error_handling(lambda: program.run(asked.now), session)
    if runtime.exists():
        runtime.get_instance().media_file_mgr.clear_session_refs(NAME)


def _session(asked: Asked) -> ScriptRunContext:
    """A session of which nobody sees anything."""
    return ScriptRunContext(
        session_id=NAME,
        _enqueue=lambda _message: None,
        query_string="",
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager(""),
        main_script_path=str(APP),
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(str(APP), ScriptCache()),
        on_script_error=asked.told,
    )
