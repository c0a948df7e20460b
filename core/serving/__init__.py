"""Serving the pages: on this computer alone, or in the shop's network with sign-in.

``start.py`` sets up and hands over to ``python -m core.serving``. What it uses itself before
anything is installed (:mod:`core.serving.lock`, :mod:`core.serving.options`,
:mod:`core.store.lock`) is standard library only, and an older Python can read it.
"""
