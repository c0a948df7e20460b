"""``core review``: the report of the week from files or from a business kept here."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from core.cli import main, parser
from core.workspace import Workspace
from tests.core.keeping import bring, clock, customer, line, sheet
from tests.core.samples import copied

TODAY = dt.date(2026, 11, 22)


def run(capsys, *arguments):
    code = main([str(a) for a in arguments], today=TODAY)
    return code, capsys.readouterr().err


@pytest.fixture
def files(tmp_path):
    """Purchases only, as a plain file."""
    rows = [f"{n:03},2026-{month:02}-{n % 27 + 1:02},{1000 + n}" for n in range(1, 41)
            for month in (3, 7, 10)]  # fmt: skip
    path = tmp_path / "sales.csv"
    path.write_text("customer_id,date,amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A business of the owner's own."""
    root = tmp_path / "home"
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    with Workspace.create(root, "試験商店", now=clock()) as shop:
        lines = [line(f"2026-{m:02}-0{n}", n) for n in range(1, 4) for m in (5, 8, 11)]
        bring(shop, sheet([customer(n, phone=f"090-0000-000{n}") for n in range(1, 4)], lines))
        return shop.business.slug


def test_files_become_a_page_with_the_day_in_its_name(capsys, files, tmp_path):
    code, said = run(capsys, "review", files, "--out", tmp_path / "out" / "week-{date}.html")

    page = (tmp_path / "out" / "week-2026-11-22.html").read_text(encoding="utf-8")
    assert code == 0
    assert "week-2026-11-22.html" in said
    assert page.startswith('<!DOCTYPE html><html lang="ja">')
    assert "円</td>" in page
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["week-2026-11-22.html"]


def test_the_staffs_version_is_asked_for_by_name(capsys, files, tmp_path):
    out = tmp_path / "staff.html"
    code, _said = run(
        capsys, "review", files, "--out", out, "--version", "staff", "--lang", "en", "--as-of",
        "2026-10-31",
    )  # fmt: skip

    page = out.read_text(encoding="utf-8")
    assert code == 0
    assert "for the staff" in page
    assert "¥" not in page.split("plotly.js v")[0]
    assert "31 Oct 2026" in page


def test_a_business_kept_here_is_reported_and_its_week_is_kept(capsys, kept, tmp_path):
    out = tmp_path / "week.xlsx"
    code, _said = run(capsys, "review", "--business", kept, "--out", out)

    assert code == 0
    assert openpyxl.load_workbook(out).worksheets[0].cell(1, 1).value == "今週の報告：試験商店"
    with Workspace.open(tmp_path / "home", kept, now=clock()) as shop:
        assert shop.frozen_weeks() == [dt.date(2026, 11, 16)]


def test_a_look_at_another_day_keeps_no_week(capsys, kept, tmp_path):
    out = tmp_path / "week.html"
    assert run(capsys, "review", "--business", kept, "--as-of", "2026-08-31", "--out", out)[0] == 0
    assert "2026年8月31日" in out.read_text(encoding="utf-8")
    with Workspace.open(tmp_path / "home", kept, now=clock()) as shop:
        assert shop.frozen_weeks() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "a.html"], "name either the files"),
        (["FILE", "--business", "x", "--out", "a.html"], "name either the files"),
        (["FILE"], "--out"),
        (["FILE", "--out", "a.csv"], ".html or .xlsx"),
        (["--business", "nobody", "--out", "a.html"], "no business nobody"),
        (["gone.csv", "--out", "a.html"], "gone.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_and_nothing_is_written(
    capsys, files, tmp_path, monkeypatch, arguments, said
):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    named = [str(files) if one == "FILE" else one for one in arguments]
    code, told = run(capsys, "review", *named, "--lang", "en")
    assert code == 2
    assert said in told
    assert told.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["sales.csv"]


def test_an_empty_ledger_is_refused_in_words(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    with Workspace.create(tmp_path, "空", now=clock()) as shop:
        slug = shop.business.slug
    code, said = run(capsys, "review", "--business", slug, "--out", tmp_path / "a.html")
    assert (code, said.startswith("まだ報告できることがありません")) == (2, True)
    assert not (tmp_path / "a.html").exists()


def test_a_sample_lives_on_its_own_day(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    copied("builder", tmp_path, now=clock()).close()
    out = tmp_path / "{date}.html"
    code = main(["review", "--business", "sample-builder", "--out", str(out)],
                today=dt.date(2027, 3, 1))  # fmt: skip
    assert code == 0
    assert "2026年11月22日" in (tmp_path / "2026-11-22.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["scheduling.md", "scheduling.ja.md"])
def test_every_command_of_the_page_about_mondays_is_understood(name):
    text = (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"-m core (review [^`\n]+)", text)
    assert len(found) >= 5
    for command in found:
        args = parser().parse_args(shlex.split(command.replace("\\", "/")))
        assert "{date}" in args.out.name
        assert args.out.suffix in (".html", ".xlsx")
        assert bool(args.files) != bool(args.business)
