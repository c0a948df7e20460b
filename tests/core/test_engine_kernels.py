"""Every kernel runs unchanged on any engine: the rules of the dialect, checked on its syntax."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

KERNELS = sorted((Path(__file__).parents[2] / "core/engine/kernels").glob("*.sql"))
DIALECTS = ("", "duckdb", "postgres", "spark", "clickhouse", "sqlite", "bigquery", "trino")
TABLES = {
    "facts": {
        "customer_id", "cno", "day", "ym", "amount", "product", "qty", "order_id", "staff",
        "store", "category", "cost", "discount", "has_cost", "has_discount",
        "late", "unpaid",
    },
    "purchase_day": {"cno", "day", "ym", "spend", "n", "cost", "uncosted", "reduced"},
    "customer": {"customer_id", "cno"},
    "calendar": {"day", "ym", "year", "month", "week"},
}  # fmt: skip
FUNCTIONS = (
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.RowNumber, exp.DenseRank, exp.Lag, exp.Lead,
    exp.Case, exp.If, exp.And, exp.Or,
)  # fmt: skip
BANNED = (
    exp.Div, exp.IntDiv, exp.Mod, exp.Cast, exp.Null, exp.Is, exp.Like, exp.DPipe, exp.Star,
    exp.Filter, exp.Qualify, exp.Limit, exp.Subquery,
)  # fmt: skip


def complaints(text: str) -> list[str]:
    """What in a kernel would not mean the same on every engine."""
    tree = sqlglot.parse_one(text)
    found = [f"{type(node).__name__}: {node.sql()}" for node in tree.walk() if _banned(node)]
    known = dict(TABLES)
    for cte in tree.find_all(exp.CTE):
        known[cte.alias] = set(cte.this.named_selects)
    for select in tree.find_all(exp.Select):
        found += _about_joins(select) + _about_columns(select, known) + _about_nulls(select)
        found += [w for window in own(select, exp.Window) for w in _about_order(select, window)]
    return found


def own(select, *kinds):
    """Parts of one SELECT without those of the SELECTs inside it."""
    return [node for node in select.find_all(*kinds) if node.parent_select is select]


def _banned(node) -> bool:
    if isinstance(node, exp.Star):
        return not isinstance(node.parent, exp.Count)
    if isinstance(node, exp.Literal):
        return not node.is_string and not node.name.isdigit()
    return isinstance(node, BANNED) or (
        isinstance(node, exp.Func) and not isinstance(node, FUNCTIONS)
    )


def _about_joins(select) -> list[str]:
    plain = "only INNER JOIN ... ON"
    joins = select.args.get("joins") or []
    return [plain for j in joins if j.args.get("kind") != "INNER" or not j.args.get("on")]


def _about_columns(select, known) -> list[str]:
    found = [f"unqualified {c.sql()}" for c in own(select, exp.Column) if not c.table]
    sources = (
        [
            t.name
            for t in (select.args["from_"].this, *(j.this for j in select.args.get("joins") or []))
        ]
        if select.args.get("from_")
        else []
    )
    found += [f"unknown table {s}" for s in sources if s not in known]
    names = set().union(*(known.get(source, set()) for source in sources))
    for projection in select.expressions:
        if not isinstance(projection, exp.Alias):
            found.append(f"no name: {projection.sql()}")
        elif not isinstance(projection.this, exp.Column) and projection.alias in names:
            found.append(f"{projection.alias} hides a column of that name")
    return found


def _about_nulls(select) -> list[str]:
    found = [f"no ELSE: {case.sql()}" for case in own(select, exp.Case)
             if case.args.get("default") is None]  # fmt: skip
    for step in own(select, exp.Lag, exp.Lead):
        if not isinstance(step.args.get("default"), (exp.Literal, exp.Neg)):
            found.append(f"no sentinel: {step.sql()}")
    sums = [n for p in select.expressions for n in p.find_all(exp.Sum, exp.Min, exp.Max)]
    if not select.args.get("group") and any(not isinstance(s.parent, exp.Window) for s in sums):
        found.append("NULL on an empty ledger: an aggregate without GROUP BY")
    return found


def _about_order(select, window) -> list[str]:
    """Rows that tie in the order must be alike in everything that is passed on."""
    order = window.args.get("order")
    if order is None:
        return [f"no order: {window.sql()}"]
    keys = [*(window.args.get("partition_by") or []), *(o.this for o in order.expressions)]
    fixed = {key.sql() for key in keys}
    columns = [p.this.sql() for p in select.expressions if isinstance(p.this, exp.Column)]
    return [f"{c} is left to chance by {window.sql()}" for c in columns if c not in fixed]


@pytest.mark.parametrize("path", KERNELS, ids=lambda p: p.stem)
def test_a_kernel_keeps_the_rules_of_the_common_dialect(path):
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_all_kernels_are_grammatical_on_every_engine_asked_for(dialect):
    for path in KERNELS:
        text = path.read_text(encoding="utf-8")
        assert len(sqlglot.parse(text, dialect=dialect)) == 1, path.name


def test_every_kernel_explains_itself_in_its_first_line():
    assert KERNELS
    assert all(path.read_text(encoding="utf-8").startswith("-- ") for path in KERNELS)


BAD = {
    "a division": "SELECT SUM(p.spend) / 2 AS half FROM purchase_day p GROUP BY p.cno",
    "a remainder": "SELECT p.ym % 12 AS month FROM purchase_day p",
    "a cast": "SELECT CAST(p.spend AS INT) AS s FROM purchase_day p",
    "a float": "SELECT p.spend * 1.5 AS more FROM purchase_day p",
    "an average": "SELECT AVG(p.spend) AS mean FROM purchase_day p GROUP BY p.cno",
    "an unknown function": "SELECT arg_min(p.spend, p.day) AS s FROM purchase_day p",
    "a text function": "SELECT UPPER(f.product) AS product_name FROM facts f",
    "a date function": "SELECT CURRENT_DATE AS today FROM facts f",
    "a left join": "SELECT c.cno AS cno FROM customer c LEFT JOIN facts f ON f.cno = c.cno",
    "a bare join": "SELECT c.cno AS cno FROM customer c JOIN facts f ON f.cno = c.cno",
    "a join by USING": "SELECT c.cno AS cno FROM customer c INNER JOIN facts f USING (cno)",
    "a hidden column": "SELECT SUM(p.spend) AS spend FROM purchase_day p GROUP BY p.cno",
    "a hidden column of a CTE": (
        "WITH a AS (SELECT p.cno AS cno, p.n AS lines FROM purchase_day p)"
        " SELECT SUM(a.lines) AS lines FROM a GROUP BY a.cno"
    ),
    "a nameless column": "SELECT p.cno FROM purchase_day p",
    "an unqualified column": "SELECT cno AS cno FROM purchase_day p",
    "all columns": "SELECT * FROM purchase_day p",
    "a lag without sentinel": (
        "SELECT p.cno AS cno, p.day AS day, LAG(p.day) OVER"
        " (PARTITION BY p.cno ORDER BY p.day) AS previous FROM purchase_day p"
    ),
    "an order with ties": (
        "SELECT f.cno AS cno, f.product AS product, ROW_NUMBER() OVER"
        " (PARTITION BY f.cno ORDER BY f.amount DESC) AS place FROM facts f"
    ),
    "a window without order": (
        "SELECT p.cno AS cno, SUM(p.spend) OVER (PARTITION BY p.cno) AS s FROM purchase_day p"
    ),
    "a missing ELSE": (
        "SELECT COUNT(CASE WHEN p.spend > 0 THEN 1 END) AS k FROM purchase_day p GROUP BY p.cno"
    ),
    "a test for NULL": "SELECT p.cno AS cno FROM purchase_day p WHERE p.spend IS NULL",
    "a sum over nothing": "SELECT SUM(p.spend) AS total FROM purchase_day p",
    "a filter": (
        "SELECT COUNT(*) FILTER (WHERE p.spend > 0) AS k FROM purchase_day p GROUP BY p.cno"
    ),
    "QUALIFY": (
        "SELECT p.cno AS cno FROM purchase_day p"
        " QUALIFY ROW_NUMBER() OVER (PARTITION BY p.cno ORDER BY p.day) = 1"
    ),
    "a limit": "SELECT p.cno AS cno FROM purchase_day p LIMIT 1",
    "an unknown table": "SELECT s.cno AS cno FROM secrets s",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_the_linter_finds_what_would_differ_between_engines(text):
    assert complaints(text)


def test_the_linter_accepts_a_lag_with_a_sentinel_and_a_total_order():
    text = (
        "SELECT p.cno AS cno, p.day AS day, LAG(p.day, 1, -9999999) OVER"
        " (PARTITION BY p.cno ORDER BY p.day) AS previous FROM purchase_day p"
    )
    assert complaints(text) == []
