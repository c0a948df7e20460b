"""What the owner sees when something goes wrong: a sentence and what to do, never a traceback."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import streamlit as st

from core.errors import DaifukuchoError, DamagedLedger
from core.locale.words import _
from pages._ui.backups import damaged_card
from pages._ui.words import md, t

ROOT = Path(__file__).parents[2]
_LOG = logging.getLogger("daifukucho.pages")


def report_of(error: BaseException) -> str:
    """Where it happened, without messages or values: nothing of a customer can stand in it."""
    lines = [type(error).__name__]
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        inside = path.is_relative_to(ROOT) and ".venv" not in path.parts
        name = path.relative_to(ROOT).as_posix() if inside else path.name
        lines.append(f"  {name}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def error_card(error: Exception) -> None:
    """Draw a refusal as its sentence, and anything unexpected as a card with a report."""
    if isinstance(error, DamagedLedger):
        damaged_card(error)
        return
    if isinstance(error, DaifukuchoError):
        st.error(md(error.words))
        return
    report = report_of(error)
    _LOG.error("unexpected error on a page\n%s", report)
    st.error(md(_("Something went wrong on this page. Your data are as they were before.")))
    st.markdown(
        md(_("Open the page again. If it comes back, send this report to your supporter: "))
        + md(_("it names places in the program and no customer."))
    )
    st.code(report, language=None)
    st.button(t(_("Try again")), key="error_again")


def told(error: Exception) -> bool:
    """Draw what went wrong outside of any page, in a click's callback: the card, nothing else.

    Returns:
        That Streamlit is to draw nothing of its own.
    """
    error_card(error)
    return True
