"""Plans by hand (段取り): laid down, changed, put in another order, attached to a customer."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import rows
from core.store.journal import Write
from core.store.schema import TABLE_OF

_TABLE = "plan_steps"


class Planning(ABC):
    """What a workspace does about plans; each method is one action that is taken back whole."""

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    @abstractmethod
    def _refuse_erased(self, write: Write, values: Mapping[str, Any]) -> None: ...

    def keep_plan(self, steps: Sequence[Mapping[str, Any]]) -> int:
        """Lay down a plan: all of its steps at once; returns the action's number.

        Args:
            steps: rows of ``plan_steps`` of one name (and one ready-made plan), in their order.

        Raises:
            StoreError: it has no step or no name, there is one of that name, or a step is not
                filled in.
        """
        if not steps:
            raise StoreError(_("A plan needs at least one step."))
        name, template = str(steps[0]["plan"]).strip(), str(steps[0].get("template", ""))
        with self._writing() as write:
            if _there_is(write.connection, name, template):
                raise StoreError(_("There is a plan “{plan}” already.", plan=name))
            write.begin("plan", {"plan": name})
            for step in steps:
                rows.add(write, _TABLE, step)
            return write.id

    def change_plan(self, row_ids: Sequence[int], values: Mapping[str, Any]) -> int:
        """Change all steps of a plan alike: its name, whether it is in use, what it begins with.

        Raises:
            StoreError: a step is gone, or a value cannot stand there.
        """
        with self._writing() as write:
            _begin(write, row_ids)
            for row_id in row_ids:
                rows.correct(write, _TABLE, row_id, values)
            return write.id

    def drop_plan(self, row_ids: Sequence[int]) -> int:
        """Remove a plan; where it stood instead of a ready-made one, that one is back.

        Raises:
            StoreError: a step is gone.
        """
        with self._writing() as write:
            _begin(write, row_ids)
            for row_id in row_ids:
                rows.remove(write, _TABLE, row_id)
            return write.id

    def order_steps(self, row_ids: Sequence[int]) -> int:
        """Put the steps of a plan into this order.

        Raises:
            StoreError: a step is gone.
        """
        with self._writing() as write:
            _begin(write, row_ids)
            for position, row_id in enumerate(row_ids, start=1):
                rows.correct(write, _TABLE, row_id, {"position": position})
            return write.id

    def attach_plan(
        self, customer_id: str, plan: str, planned: Sequence[Mapping[str, Any]]
    ) -> int:
        """Attach a plan to a customer: one planned row for each of its steps.

        Args:
            customer_id: whose.
            plan: what the plan is called.
            planned: rows of ``plans`` (``date, action, staff, plan``).

        Raises:
            StoreError: the plan has no step with a day, or it is somebody who was erased.
        """
        if not planned:
            raise StoreError(_("“{plan}” has no step with a day of its own.", plan=plan))
        with self._writing() as write:
            self._refuse_erased(write, {"customer_id": customer_id})
            name = rows.name_of(write.connection, customer_id)
            write.begin("attach", {"name": name, "plan": plan})
            for row in planned:
                rows.add(write, "plans", {**row, "customer_id": customer_id})
            return write.id


def _begin(write: Write, row_ids: Sequence[int]) -> None:
    if not row_ids:
        raise StoreError(_("A plan needs at least one step."))
    write.begin("plan", {"plan": str(rows.get(write.connection, _TABLE, row_ids[0])["plan"])})


def _there_is(connection: sa.Connection, name: str, template: str) -> bool:
    """Whether a plan of that name, or one instead of the same ready-made plan, is laid down."""
    table = TABLE_OF[_TABLE]
    same = table.c.plan == name
    if template:
        same |= table.c.template == template
    query = sa.select(table.c.id).where(same, ~table.c.absent, ~table.c.deleted).limit(1)
    return connection.execute(query).first() is not None
