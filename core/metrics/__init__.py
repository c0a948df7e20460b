"""Measures: pure functions of the engine, the Book and the settings.

One row per customer in :mod:`core.metrics.profile`, one row per month in
:mod:`core.metrics.growth`.
"""
