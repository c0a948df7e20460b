"""Sharing (共有): who may come in, with which password, for how long, and what they looked at.

The people stand beside the businesses, never in one: a ledger that is handed over or restored
brings no password with it.
"""
