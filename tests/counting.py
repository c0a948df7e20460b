"""Which lines that a test runs through are counted for the coverage gates.

Counting makes all of Python half as fast, libraries too. So it stops inside those that take most,
where there is nothing to count, and in tests that ask the same lines again, very often or of much
data.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from pandas.core.groupby import DataFrameGroupBy, SeriesGroupBy
from pandas.core.indexing import _iLocIndexer, _LocIndexer
from pandas.core.strings.accessor import StringMethods

#: The gates judge what is left without these.
FOLDERS = re.compile(r"tests/(drills|e2e)/")
MARKS = {"drill", "data", "lint"}
#: Of tests that run on several kinds of ledger, those with files of this computer are counted.
KINDS = {"server", "locked"}


def uncounted(item: pytest.Item) -> bool:
    """Whether the lines that a test runs through are not counted."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("ledger_kind")
    return bool(
        FOLDERS.search(item.path.as_posix())
        or MARKS & {mark.name for mark in item.iter_markers()}
        or getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        or kind in KINDS
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the uncounted tests uncounted, and libraries where lines are counted at all."""
    if _counting(config):
        _libraries_uncounted()
    for item in items:
        if uncounted(item):
            item.add_marker(pytest.mark.no_cover)


def _counting(config: pytest.Config) -> Any:
    """What counts lines in this process, once the session has begun."""
    plugin = config.pluginmanager.getplugin("_cov")
    return plugin and plugin.cov_controller


def _paused(item: pytest.Item) -> Iterator[None]:
    """Stop counting while something is made ready for an uncounted test, or tidied after it."""
    counting = _counting(item.config)
    if not counting or not item.get_closest_marker("no_cover"):
        return (yield)
    counting.pause()
    try:
        return (yield)
    finally:
        counting.resume()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """What an uncounted test needs is uncounted too."""
    return (yield from _paused(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What an uncounted test leaves is uncounted too."""
    return (yield from _paused(item))


def without_counting(function: Callable) -> Callable:
    """The same function; while it runs, its thread counts no lines."""

    @functools.wraps(function)
    def run(*args: object, **options: object) -> object:
        tracer = sys.gettrace()
        if not hasattr(tracer, "stop"):  # nobody counts, or a debugger looks on
            return function(*args, **options)
        tracer.stop()
        try:
            return function(*args, **options)
        finally:
            tracer.start()

    return run


#: What pandas does without calling any function of ours.
PANDAS = (
    pd.DataFrame, pd.Series, pd.Index, DataFrameGroupBy, SeriesGroupBy, StringMethods,
    _LocIndexer, _iLocIndexer,
)  # fmt: skip
FUNCTIONS = ("concat", "merge", "array", "to_datetime", "to_numeric", "read_parquet", "read_csv")
#: What other libraries do so: {class: its methods}.
OTHERS = {
    sa.Connection: ("execute", "exec_driver_sql", "scalar", "scalars"),
    sa.Result: ("all", "fetchall", "first", "mappings", "one", "scalar", "scalar_one"),
    Workbook: ("save",),
    ExcelReader: ("read",),
}
#: Methods that may call one of ours, and those that Python itself asks for.
CALLING_BACK = {
    "agg", "aggregate", "apply", "applymap", "assign", "combine", "filter", "groupby", "map",
    "mask", "pipe", "rename", "replace", "sort_index", "sort_values", "transform", "update",
    "where",
}  # fmt: skip
OF_PYTHON = {
    "__getattr__", "__getattribute__", "__setattr__", "__new__", "__init_subclass__",
    "__class_getitem__", "__array_ufunc__", "__len__", "__iter__",
}  # fmt: skip


def _libraries_uncounted() -> None:
    bases = {base for made in PANDAS for base in made.__mro__ if base.__module__[:6] == "pandas"}
    for base in bases:
        for name, function in list(vars(base).items()):
            if inspect.isfunction(function) and _public(name) and not _yields(function):
                setattr(base, name, without_counting(function))
    named = [(pd, FUNCTIONS), *OTHERS.items()]
    for owner, names in named:
        for name in names:
            setattr(owner, name, without_counting(getattr(owner, name)))


def _public(name: str) -> bool:
    private = name.startswith("_") and not name.startswith("__")
    return not private and name not in CALLING_BACK | OF_PYTHON


def _yields(function: Callable) -> bool:
    return inspect.isgeneratorfunction(function)
