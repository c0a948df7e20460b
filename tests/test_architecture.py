"""The shape of the house: layers, sizes, and the habits that a reader may rely on."""

from __future__ import annotations

import ast
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "core").rglob("*.py"))
PAGES = sorted(p for p in (ROOT / "pages").glob("*.py") if p.name != "__init__.py")
SOURCE = [*CORE, *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py", ROOT / "start.py"]
SOURCE = [path for path in SOURCE if path.exists()]
FIVE = ["streamlit", "pandas", "openpyxl", "plotly", "pytest"]
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
#: Where Japanese is data and not a sentence: date and number words, the words that sheets use, the
#: characters that stand for others in a masked copy.
JAPANESE_IS_DATA = ("core/locale/words.py", "core/ingest/", "core/export/mask")
#: Words that are looked for or that name themselves: {literal: reason}.
JAPANESE_WORDS = {
    "ァ": "end of a range of letters",
    "ヶ": "end of a range of letters",
    "日本語": "a language is offered under its own name",
    "見積": "looked for in the kind of contact that the owner wrote",
}
#: Programs start here, so the clock is read here.
READS_THE_CLOCK = ("core/__main__.py",)
CLOCK = re.compile(r"\b(date|datetime|Timestamp)\.(today|now|utcnow)$|^time\.(time|localtime)$")
ARITHMETIC = {"groupby", "merge", "mean", "median", "sum", "pivot_table", "agg", "cumsum"}
JOINING = ARITHMETIC - {"sum", "mean", "median"}
LONGEST_FUNCTION = 45
LONGEST_MODULE = 400


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and last word of everything that a module calls."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id


def docstrings(module: ast.Module) -> set[ast.Constant]:
    """The strings that stand alone: docstrings and comments on attributes."""
    found = (node.value for node in ast.walk(module) if isinstance(node, ast.Expr))
    return {value for value in found if isinstance(value, ast.Constant)}


# ---- tools over the source


def tool(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a linter of this environment; left out where only the app's packages are there."""
    found = shutil.which(program, path=Path(sys.executable).parent)
    if found is None:
        pytest.skip(f"{program} comes with tests/requirements.txt")
    plain = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    return subprocess.run(
        [found, *words], cwd=ROOT, env=plain, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.lint
@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "core"],
        ["lint-imports"],
    ],
    ids=" ".join,
)
def test_the_source_passes(command):
    result = tool(*command)

    assert result.returncode == 0, result.stdout + result.stderr


# ---- sizes and habits


def test_modules_are_short():
    lines = {name(path): len(path.read_bytes().splitlines()) for path in SOURCE}

    assert {p: n for p, n in lines.items() if n > LONGEST_MODULE} == {}


def test_functions_are_short():
    long = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in SOURCE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }

    assert long == {}


def test_core_never_reads_the_clock():
    read = [
        f"{name(path)}:{node.lineno} {ast.unparse(node.func)}()"
        for path in CORE
        if name(path) not in READS_THE_CLOCK
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and CLOCK.search(ast.unparse(node.func))
    ]

    assert read == []


def test_no_test_runs_a_loop_in_the_thread_where_a_browser_may_hold_one():
    run = [
        f"{name(path)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "asyncio.run"
    ]

    assert run == []


def test_owner_facing_japanese_stands_in_the_catalogues_only():
    literal = []
    for path in [p for p in SOURCE if p.name != "start.py"]:
        if name(path).startswith(JAPANESE_IS_DATA):
            continue
        module = tree(path)
        told = docstrings(module)
        literal += [
            f"{name(path)}:{node.lineno} {node.value!r}"
            for node in ast.walk(module)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in told
            and node.value not in JAPANESE_WORDS
            and JAPANESE.search(node.value)
        ]

    assert literal == []


def test_no_line_is_left_out_of_coverage_without_a_reason_beside_it():
    bare = [
        f"{name(path)}:{number}"
        for path in SOURCE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*pragma: no (cover|branch)\W*$", line)
    ]

    assert bare == []


# ---- pages


def test_pages_contain_no_arithmetic():
    found = [
        f"{name(path)}:{line} {word}()"
        for path in PAGES
        for line, word in calls(path)
        if word in ARITHMETIC
    ]

    assert found == []


def test_what_pages_are_made_of_joins_and_groups_no_tables():
    """Totals of what is drawn may be added up there; what joins or groups belongs to core."""
    found = [
        f"{name(path)}:{line} {word}()"
        for path in sorted((ROOT / "pages" / "_ui").glob("*.py"))
        for line, word in calls(path)
        if word in JOINING
    ]

    assert found == []


def test_every_page_begins_with_the_guard():
    """Without it Streamlit serves a deep link on a fresh server past app.py."""
    unguarded = []
    for path in PAGES:
        told = docstrings(module := tree(path))
        body = [
            node
            for node in module.body
            if not isinstance(node, ast.Import | ast.ImportFrom)
            and not (isinstance(node, ast.Expr) and node.value in told)
        ]
        first = body[0] if body else None
        if not (first and ast.unparse(first).startswith("require_app(")):
            unguarded.append(name(path))

    assert unguarded == []


# ---- tests mirror the source


def test_every_core_module_has_its_test():
    tests = [*(ROOT / "tests").rglob("test_*.py")]
    files = {path.stem for path in tests}
    imported = {module for path in tests for module in imports(path)}
    untested = [name(p) for p in CORE if not has_test(p, files, imported)]

    assert untested == []


def has_test(path: Path, files: set[str], imported: set[str]) -> bool:
    """Whether a module has a test file of its name or of its package, or a test that imports it.

    The parts of a package may be tested through its public function (``test_calls_….py``); how
    well is what the gate of branch coverage judges.
    """
    *above, noun = path.relative_to(ROOT).with_suffix("").parts
    if noun == "__init__" or not code(path) or ".".join([*above, noun]) in imported:
        return True
    names = {f"test_{noun.strip('_')}", *(f"test_{package}" for package in above[1:])}
    return any(file == name or file.startswith(f"{name}_") for file in files for name in names)


def code(path: Path) -> bool:
    """Whether a module is more than a docstring and imports."""
    plain = (ast.Expr, ast.Import, ast.ImportFrom)
    return any(not isinstance(node, plain) for node in tree(path).body)


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, those of names from packages too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# ---- what the product stands on


def test_the_five_named_packages_stand_first_and_every_other_has_its_reason():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [line for line in lines if line and not line.startswith("#")]
    pinned = [re.fullmatch(r"([A-Za-z0-9_-]+)==[\w.]+", line) for line in needed]

    assert all(pinned), needed
    assert [match[1] for match in pinned if match][: len(FIVE)] == FIVE
    for before, line in itertools.pairwise(lines):
        if line in needed[len(FIVE) :]:
            assert before.startswith("# "), f"{line} needs a reason above it"


def test_the_packages_of_the_tests_are_pinned():
    lines = (ROOT / "tests/requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [line for line in lines if line and not line.startswith("#")]

    assert needed[0] == "-r ../requirements.txt"
    assert [
        line for line in needed[1:] if not re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+", line)
    ] == []


def test_the_licence_is_mit():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith("MIT License")
    assert "WITHOUT WARRANTY OF ANY KIND" in text
