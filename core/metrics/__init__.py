"""Measures: one row per customer (:mod:`core.metrics.profile`), one row per month
(:mod:`core.metrics.growth`). Pure functions of the engine, the Book and the settings.
"""
