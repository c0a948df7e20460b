"""The business of Daifukucho (大福帳): reading sheets, measuring, judging, and whom to call.

Nothing in here knows a screen. Everything derived is a pure function of
(tables, settings, as-of date); the only door through which anything is written
is :mod:`core.workspace`.
"""
