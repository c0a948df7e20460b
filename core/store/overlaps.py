"""What a later import does to an earlier one, line by line (docs/decisions, 007).

Two temporary tables stand for them: ``mine`` is what still counts of the earlier one, ``theirs``
the later one. Only lines of one source are compared.

* A line with a slip number is known by its slip. A slip that the later import says again is
  replaced as a whole by the later one's lines; a slip that it does not say stays. Where numbers
  begin anew (one number on several days), the day belongs to the slip. Numbers under which the
  later import mostly means other customers or other days are those of another register: both stay.
* Other lines go by the day, as :data:`CHOICES` say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.store import scanning

#: ``replace``: the later import alone counts on its days, and where it is evidently the newer
#: version of the earlier one, on the days between them too. ``add``: both count. ``once``: what
#: both say counts once, the rest of both stays. Empty: nobody was asked (ledgers of before); the
#: newer version counts alone, anything else as ``once``.
CHOICES = ("replace", "add", "once")
#: From this share of lines said again on, a later import is a newer version of an earlier one,
#: and numbers of slips are of one series. Practice shows 0 and 1, seldom anything between.
NEWER_VERSION = 0.5

_KEY = ("source", "customer_id", "date", "order_id", "product", "amount_", "quantity")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines of the earlier import go.

    Attributes:
        rest: that stay; ``dropped``: that go; ``known``: of these, said again line by line.
        amount: sum of those that go and are not said again.
    """

    rest: int
    dropped: int
    known: int
    amount: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days of which both imports speak without slip numbers to tell their lines apart.

    Attributes:
        first, last: the days, as ISO text.
        lines_before, lines_now: lines of these days; ``amount_before, amount_now``: their sums.
        known: lines that both say.
        people: customers of whom both speak on these days.
    """

    first: str
    last: str
    lines_before: int
    lines_now: int
    amount_before: int
    amount_now: int
    known: int
    people: int

    @property
    def proposed(self) -> str:
        """The choice that the lines themselves speak for.

        An excerpt (one customer, an afternoon) says again a part and little else: it must not
        replace whole days. Days with other customers only are those of another register.
        """
        part = self.known < NEWER_VERSION * self.lines_before
        if part and self.known >= NEWER_VERSION * self.lines_now:
            return "once"
        return "replace" if self.people else "add"


def load(
    engine: duckdb.DuckDBPyConnection, name: str, path: Path, *, factor: int, source: str
) -> None:
    """Read the lines of one import; equal lines are told apart by their turn."""
    rows = scanning.rows_of(engine, [path], numbered=True)
    engine.execute(_READ.format(name=name, factor=factor, rows=rows))
    engine.execute(f"ALTER TABLE {name}_ ADD COLUMN IF NOT EXISTS source VARCHAR")
    engine.execute(_NUMBERED.format(name=name, key=", ".join(_KEY)), {"source": source})


def compare(engine: duckdb.DuckDBPyConnection) -> None:
    """Mark what ``theirs`` says of each line of ``mine``; goes before the others below."""
    engine.execute(_MARKED)


def judge(engine: duckdb.DuckDBPyConnection, same_days: str) -> Tally:
    """Mark which lines of ``mine`` go, and count them."""
    engine.execute(_JUDGED.format(goes=_GOES[same_days], newer=NEWER_VERSION))
    row = engine.execute(_COUNTS).fetchall()[0]  # to the end: others ask next
    return Tally(*(int(value) for value in row))


def period(engine: duckdb.DuckDBPyConnection) -> Period | None:
    """What both say of the same days, see :class:`Period`."""
    row = engine.execute(_PERIOD).fetchall()[0]
    if not row[0] or not row[1]:
        return None
    first, last, *counts = row[2:]
    return Period(str(first), str(last), int(row[0]), int(row[1]), *(int(n) for n in counts))


_READ = """
CREATE TEMP TABLE {name}_ AS
SELECT * EXCLUDE (file_row_number), amount * {factor} AS amount_, file_row_number AS place_
FROM {rows}
"""
_NUMBERED = """
CREATE TEMP TABLE {name} AS
SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY place_) AS turn_
FROM (SELECT * REPLACE (coalesce(source, $source) AS source) FROM {name}_)
"""
_SAME = " AND ".join(f"t.{c} IS NOT DISTINCT FROM m.{c}" for c in (*_KEY, "turn_"))
#: Numbers that stand on several days in either import are given out anew; then the day counts too.
_ANEW = """
EXISTS (SELECT 1 FROM {name} a WHERE a.source = m.source AND a.order_id <> ''
    GROUP BY a.order_id HAVING count(DISTINCT a.date) > 1)
"""
_MARKED = f"""
CREATE TEMP TABLE whose AS
SELECT m.source, min(t.date) AS first, max(t.date) AS last, bool_and(t.order_id = '') AS bare,
    (SELECT bool_and(order_id = '') FROM mine b WHERE b.source = m.source) AS bare_before,
    (SELECT min(date) FROM mine b WHERE b.source = m.source) AS first_before,
    (SELECT max(date) FROM mine b WHERE b.source = m.source) AS last_before,
    ({_ANEW.format(name="mine")}) OR ({_ANEW.format(name="theirs")}) AS anew
FROM (SELECT DISTINCT source FROM mine) m JOIN theirs t ON t.source = m.source
GROUP BY m.source;

CREATE TEMP TABLE slips AS
SELECT m.source, m.order_id, m.date,
    bool_or(t.date = m.date AND t.customer_id = m.customer_id) AS agrees
FROM mine m JOIN whose w ON w.source = m.source
JOIN theirs t ON t.source = m.source AND t.order_id = m.order_id AND m.order_id <> ''
    AND (t.date = m.date OR (NOT w.anew AND (m.date BETWEEN w.first AND w.last
        OR t.date BETWEEN w.first_before AND w.last_before)))
GROUP BY m.source, m.order_id, m.date;

CREATE TEMP TABLE series AS
SELECT source, avg(CAST(agrees AS INTEGER)) AS agreeing FROM slips GROUP BY source;

CREATE TEMP TABLE marked AS
SELECT m.*, coalesce(m.date BETWEEN w.first AND w.last, false) AS within_,
    EXISTS (SELECT 1 FROM theirs t WHERE {_SAME}) AS known_,
    coalesce(x.agreeing >= {NEWER_VERSION}, false) AND EXISTS (SELECT 1 FROM slips s
        WHERE s.source = m.source AND s.order_id = m.order_id AND s.date = m.date) AS again_,
    coalesce(m.order_id = '' OR w.bare, false) AS by_day_,
    EXISTS (SELECT 1 FROM theirs t WHERE t.source = m.source AND t.date = m.date) AS same_day_
FROM mine m LEFT JOIN whose w ON w.source = m.source LEFT JOIN series x ON x.source = m.source
"""
#: Which lines go, by what was decided about the same days.
_GOES = {
    "replace": "again_ OR (by_day_ AND (same_day_ OR (newer_ AND within_)))",
    "add": "again_",
    "once": "again_ OR known_",
    "": "known_ OR (newer_ AND within_)",
}
_JUDGED = """
CREATE TEMP TABLE judged AS
SELECT m.*, coalesce({goes}, false) AS goes_
FROM (
    SELECT marked.*, count(*) FILTER (known_) OVER one > 0
        AND count(*) FILTER (known_) OVER one >= {newer} * count(*) FILTER (within_) OVER one
        AS newer_
    FROM marked WINDOW one AS (PARTITION BY source)
) m
"""
_COUNTS = """
SELECT count(*) FILTER (NOT goes_), count(*) FILTER (goes_), count(*) FILTER (goes_ AND known_),
    coalesce(sum(amount_) FILTER (goes_ AND NOT known_), 0)
FROM judged
"""
_HELPERS = "amount_, place_, turn_, within_, known_, again_, by_day_, same_day_, newer_, goes_"
#: What stays of the earlier import, in its own order.
REST = f"SELECT * EXCLUDE ({_HELPERS}) FROM judged WHERE NOT goes_ ORDER BY place_"
_PERIOD = """
WITH before AS (SELECT * FROM marked WHERE by_day_ AND same_day_),
days AS (SELECT DISTINCT source, date FROM before),
now AS (
    SELECT t.* FROM theirs t JOIN days d ON d.source = t.source AND d.date = t.date
    JOIN whose w ON w.source = t.source WHERE t.order_id = '' OR w.bare_before
)
SELECT (SELECT count(*) FROM before), (SELECT count(*) FROM now),
    (SELECT CAST(min(date) AS DATE) FROM days), (SELECT CAST(max(date) AS DATE) FROM days),
    (SELECT coalesce(sum(amount_), 0) FROM before), (SELECT coalesce(sum(amount_), 0) FROM now),
    (SELECT count(*) FROM before WHERE known_),
    (SELECT count(DISTINCT customer_id) FROM before WHERE customer_id IN
        (SELECT customer_id FROM now))
"""
