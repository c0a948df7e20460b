"""Whom to call this week and why (今週かける人): reasons, gates, order, seats, card, outcomes."""

from __future__ import annotations

from core.calls.card import Card, card
from core.calls.listing import CallList, call_list
from core.calls.reasons import Reason

__all__ = ["CallList", "Card", "Reason", "call_list", "card"]
