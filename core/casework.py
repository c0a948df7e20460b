"""The part of the workspace for complaints, deals and doubts: what belongs together is one action.

Each method writes several rows at once, so that one click takes all of it back.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable

from core.errors import StoreError
from core.locale.words import _
from core.store import closing, rows
from core.store.frames import Row
from core.store.journal import Write


class CaseWork(ABC):
    """What a workspace does about complaints, deals and doubts."""

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    def answer_complaint(self, row_id: int, *, day: dt.date, words: str, staff: str = "") -> int:
        """Write down a word of ours on a complaint; the first one stops the first clock.

        Args:
            row_id: the complaint.
            day: when.
            words: what was said.
            staff: who said it.

        Returns:
            The action's number.

        Raises:
            StoreError: the complaint is gone.
        """
        with self._writing() as write:
            row = rows.get(write.connection, "complaints", row_id)
            rows.begin(write, "correct", "complaints", row)
            said = {"our_reply": words} if words and not row["our_reply"] else {}
            if not row["first_response_date"]:
                said["first_response_date"] = str(day)
            if staff and not row["staff"]:
                said["staff"] = staff
            rows.correct(write, "complaints", row_id, said)
            rows.add(write, "activities", _contact(row["customer_id"], day, words, staff))
            return write.id

    def close_complaint(self, row_id: int, *, day: dt.date, first: str, second: str) -> int:
        """Close a complaint by two people; both names and the day are kept.

        Returns:
            The action's number.

        Raises:
            StoreError: a name is missing, both are the same, or the complaint is gone.
        """
        with self._writing() as write:
            row = rows.get(write.connection, "complaints", row_id)
            rows.begin(write, "correct", "complaints", row)
            said = {
                "resolved_date": day, "closed_by": first, "closed_by_date": day,
                "second_name": second, "second_date": day,
            }  # fmt: skip
            if not row["first_response_date"]:
                said["first_response_date"] = day
            rows.correct(write, "complaints", row_id, said)
            closing.refuse_alone(write, "complaints", row_id, row)
            return write.id

    def judge_harassment(self, row_id: int, *, harassment: bool) -> int:
        """Judge whether a complaint is harassment of our people (カスハラ).

        While one of their complaints is judged so, nobody calls that customer.

        Args:
            row_id: the complaint.
            harassment: False takes it back.

        Returns:
            The action's number.

        Raises:
            StoreError: the complaint is gone.
        """
        with self._writing() as write:
            row = rows.get(write.connection, "complaints", row_id)
            rows.begin(write, "correct", "complaints", row)
            said = {"harassment": "yes" if harassment else "no"}
            rows.correct(write, "complaints", row_id, said)
            return write.id

    def forgive_harassment(self, customer_id: str, row_ids: Iterable[int], *, day: dt.date) -> int:
        """Take back that a customer harassed our people, noted of them and of their complaints.

        Args:
            customer_id: who.
            row_ids: their complaints that are judged so.
            day: from when on they may be called again.

        Returns:
            The action's number.

        Raises:
            StoreError: a complaint is gone.
        """
        with self._writing() as write:
            said = {"date": day, "customer_id": customer_id, "field": "harassment", "value": "no"}
            rows.begin(write, "add", "overrides", said)
            rows.add(write, "overrides", said)
            for each in row_ids:
                rows.correct(write, "complaints", each, {"harassment": "no"})
            return write.id

    def tell_fixed(
        self, row_ids: Iterable[int], *, day: dt.date, words: str, staff: str = ""
    ) -> int:
        """Write down that a customer was told «直しました»: a contact, and the day with each case.

        Args:
            row_ids: the complaints of one customer.
            day: when.
            words: what was said.
            staff: who told them.

        Returns:
            The action's number.

        Raises:
            StoreError: a complaint is gone.
        """
        with self._writing() as write:
            ids = list(row_ids)
            row = rows.get(write.connection, "complaints", ids[0])
            rows.begin(write, "correct", "complaints", row)
            for each in ids:
                rows.correct(write, "complaints", each, {"told_date": day})
            said = _contact(row["customer_id"], day, words, staff) | {"kind": "useful"}
            rows.add(write, "activities", said)
            return write.id

    def lose_deal(
        self,
        row_id: int,
        *,
        day: dt.date,
        reason: str,
        lost_to: str = "",
        next_time: dt.date | None = None,
        why_not_now: str = "",
    ) -> int:
        """Close a deal as lost; with a time or a reason why not now it goes on to the register.

        Args:
            row_id: the deal.
            day: when.
            reason: why it was lost, in words.
            lost_to: the rival; empty for nobody.
            next_time: when to speak again; with a rival, the end of their contract.
            why_not_now: reason of the timing register (時期台帳); empty: under contract with a
                rival, else not set.

        Returns:
            The action's number.

        Raises:
            StoreError: no reason is given, or the deal is gone.
        """
        if not reason.strip():
            raise StoreError(_("Please write why the deal ended, then press the button again."))
        with self._writing() as write:
            row = rows.get(write.connection, "deals", row_id)
            rows.begin(write, "correct", "deals", row)
            closed = {"step": "lost", "end_date": day, "lost_reason": reason, "lost_to": lost_to}
            rows.correct(write, "deals", row_id, closed)
            if next_time is not None or why_not_now:
                later = {
                    "heard_date": day, "customer_id": row["customer_id"],
                    "product": row["product"], "next_time": next_time, "basis": reason,
                    "reason": why_not_now or ("contract" if lost_to else "timing"),
                    "named_by": "us", "certainty": "middle" if next_time else "low",
                }  # fmt: skip
                rows.add(write, "not_now", later)
            return write.id

    def hear_doubt(
        self, customer_id: str, *, day: dt.date, words: str, kind: str = "other", product: str = ""
    ) -> int:
        """Write down what held somebody back: a contact that sold nothing, and a voice of doubt.

        Raises:
            StoreError: there are no words.
        """
        if not words.strip():
            raise StoreError(_("Please write what they said, then press the button again."))
        with self._writing() as write:
            said = {"date": day, "customer_id": customer_id, "product": product}
            rows.begin(write, "add", "doubts", said)
            rows.add(write, "doubts", said | {"kind": kind, "words": words})
            contact = _contact(customer_id, day, words, "") | {"kind": "chat", "product": product}
            rows.add(write, "activities", contact)
            return write.id


def _contact(customer_id: str, day: dt.date, words: str, staff: str) -> Row:
    return {
        "date": day, "customer_id": customer_id, "channel": "phone", "direction": "out",
        "kind": "complaint", "note": words, "outcome": "talked", "staff": staff,
    }  # fmt: skip
