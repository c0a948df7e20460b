"""The sign-in page: one form of plain HTML, with nothing from elsewhere and no script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from core.locale.words import Words, _, say

_STYLE = (Path(__file__).parent / "sign_in.css").read_text(encoding="utf-8")

_WORDS = {
    "title": _("Sign in - Daifukucho"),
    "shop": _("Daifukucho"),
    "name": _("Your name"),
    "password": _("Password"),
    "button": _("Sign in"),
    "forgotten": _("Forgotten? The owner can give you a new password in the settings."),
    "air": _("The way here is not encrypted. Use it within the shop's own network alone."),
}


def page(
    language: str, *, name: str = "", wanted: str = "/", why: Words | None = None, open_air: bool
) -> str:
    """The whole page.

    Args:
        language: ``ja`` or ``en``.
        name: as it was typed before.
        wanted: the path to go to afterwards, one of ours.
        why: what went wrong the last time.
        open_air: nothing is encrypted on the way.
    """
    said = {name: escape(say(words, language)) for name, words in _WORDS.items()}
    alert = f'<p role="alert" class="alert">{escape(say(why, language))}</p>' if why else ""
    note = f'<p class="note">{said["air"]}</p>' if open_air else ""
    return f"""<!doctype html>
<html lang="{escape(language, quote=True)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>{said["title"]}</title><style>{_STYLE}</style></head>
<body><main><h1>{said["shop"]}</h1>{alert}
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(wanted, quote=True)}">
<label for="name">{said["name"]}</label>
<input id="name" name="name" value="{escape(name, quote=True)}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="80" required{"" if name else " autofocus"}>
<label for="password">{said["password"]}</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="256" required{" autofocus" if name else ""}>
<button type="submit">{said["button"]}</button></form>
<p class="note">{said["forgotten"]}</p>
{note}</main></body></html>"""
