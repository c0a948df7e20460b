"""The sample businesses (見本): each a ledger of its own, never mixed with the owner's."""

from __future__ import annotations

from core.locale.words import Words, _
from core.workspace import create_sample, home
from pages._ui import state
from pages._ui.words import spoken

#: Codes of the sample businesses, the first is chosen unless another is.
SAMPLES: dict[str, Words] = {
    "salon": _("Hair salon"),
    "lease": _("Office machines on lease"),
    "builder": _("House builder"),
}


def open_sample(code: str) -> str:
    """Make the sample business, or find it made; returns its slug."""
    with create_sample(home(), code, now=state.CLOCK.get(), language=spoken()) as made:
        return made.business.slug
