"""What the counts are measured by: the same four answers by DuckDB and pandas, other readers.

The four are who bought how much and when (``customers``), what became of those who began in the
same month (``cohorts``), new and existing customers month by month (``months``) and what went
together (``baskets``). Each takes a folder with Parquet files of lines.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from tests.bench.test_bench_engine import ASOF

TWELVE, TWENTY_FOUR = pd.Timestamp("2025-11-15"), pd.Timestamp("2024-11-15")
DAYS = """days AS (
    SELECT customer_id, date, sum(amount) AS spend, sum(cost) AS cost
    FROM lines GROUP BY customer_id, date
), months AS (
    SELECT customer_id, date_trunc('month', date) AS month, sum(spend) AS money, sum(cost) AS paid,
        count(*) FILTER (spend > 0) AS times
    FROM days GROUP BY customer_id, month
), firsts AS (
    SELECT customer_id, min(month) AS first FROM months WHERE times > 0 GROUP BY customer_id
)"""
QUERIES = {
    "customers": f"""
        SELECT customer_id, count(*) FILTER (spend > 0) AS purchases,
            min(date) FILTER (spend > 0) AS first_day, max(date) FILTER (spend > 0) AS last_day,
            sum(spend) AS total_spend,
            sum(spend) FILTER (date > '{TWELVE}') AS spend_12m,
            sum(spend) FILTER (date > '{TWENTY_FOUR}' AND date <= '{TWELVE}') AS spend_prev_12m,
            sum(spend) FILTER (date > '{TWENTY_FOUR}') AS spend_24m,
            count(*) FILTER (date > '{TWELVE}' AND spend > 0) AS count_12m,
            count(*) FILTER (date > '{TWENTY_FOUR}' AND spend > 0) AS count_24m,
            sum(cost) FILTER (date > '{TWELVE}') AS cost_12m,
            sum(cost) FILTER (date > '{TWENTY_FOUR}') AS cost_24m
        FROM days GROUP BY customer_id ORDER BY customer_id""",
    "cohorts": """
        SELECT first, month, sum(money) AS revenue, sum(paid) AS paid
        FROM months JOIN firsts USING (customer_id) WHERE month >= first
        GROUP BY first, month ORDER BY first, month""",
    "months": """
        SELECT month, count(*) FILTER (month = first) AS new_customers,
            count(*) FILTER (month <> first AND times > 0) AS existing_customers,
            sum(money) FILTER (month = first) AS new_revenue,
            sum(money) FILTER (month IS DISTINCT FROM first) AS existing_revenue
        FROM months LEFT JOIN firsts USING (customer_id) GROUP BY month ORDER BY month""",
    "baskets": """
        SELECT customer_id, product, date, sum(amount) AS money, sum(quantity) AS pieces
        FROM lines WHERE product <> '' GROUP BY customer_id, product, date""",
}


def source(folder: Path) -> str:
    return f"read_parquet('{folder}/*.parquet')"


def read_by_pandas(folder: Path, *columns: str) -> pd.DataFrame:
    return pd.read_parquet(sorted(folder.glob("*.parquet")), columns=list(columns))


def scanned(folder: Path) -> None:
    """Look at each value of six columns once: the floor. Of a maximum the files know already."""
    texts = [f"sum(strlen({name}))" for name in ("customer_id", "product")]
    numbers = [f"sum({name})" for name in ("epoch(date)", "amount", "quantity", "cost")]
    duckdb.sql(f"SELECT {', '.join([*texts, *numbers])} FROM {source(folder)}").fetchall()


def by_duckdb(folder: Path, *names: str) -> dict[str, pd.DataFrame]:
    """The answers (all four without names) by DuckDB from the lines as they lie there."""
    with duckdb.connect() as connection:
        return {
            name: connection.execute(
                f"WITH lines AS (SELECT * FROM {source(folder)}), {DAYS} {QUERIES[name]}"
            ).df()
            for name in names or QUERIES
        }


def by_pandas(folder: Path) -> dict[str, pd.DataFrame]:
    """The four answers in pandas as somebody writes it who knows it well, reading included."""
    names = ("customer_id", "date", "amount", "product", "quantity", "cost")
    whole = read_by_pandas(folder, *names)
    for name in ("customer_id", "product"):
        whole[name] = whole[name].astype("category")
    days = whole.groupby(["customer_id", "date"], observed=True)[["amount", "cost"]].sum()
    days = days.reset_index().rename(columns={"amount": "spend"})
    return {
        "customers": _customers(days),
        **_by_month(days),
        "baskets": whole.groupby(["customer_id", "product", "date"], observed=True)[
            ["amount", "quantity"]
        ].sum(),
    }


def _customers(days: pd.DataFrame) -> pd.DataFrame:
    by = days[days["spend"] > 0].groupby("customer_id", observed=True)["date"]
    summary = by.agg(["size", "min", "max"])
    whole = days.groupby("customer_id", observed=True)
    summary = whole["spend"].sum().to_frame("total_spend").join(summary)
    for name, inside in {
        "12m": days["date"] > TWELVE,
        "prev_12m": (days["date"] > TWENTY_FOUR) & (days["date"] <= TWELVE),
        "24m": days["date"] > TWENTY_FOUR,
    }.items():
        recent = days[inside].groupby("customer_id", observed=True)
        summary[[f"spend_{name}", f"cost_{name}"]] = recent[["spend", "cost"]].sum()
        bought = days[inside & (days["spend"] > 0)]
        summary[f"count_{name}"] = bought.groupby("customer_id", observed=True).size()
    return summary


def _by_month(days: pd.DataFrame) -> dict[str, pd.DataFrame]:
    month = days["date"].dt.year * 12 + days["date"].dt.month
    days = days.assign(month=month, times=days["spend"] > 0)
    sums = days.groupby(["customer_id", "month"], observed=True)[["spend", "cost", "times"]].sum()
    sums = sums.reset_index()
    first = sums[sums["times"] > 0].groupby("customer_id", observed=True)["month"].min()
    sums["first"] = sums["customer_id"].map(first).astype("float64")
    own = sums[sums["month"] >= sums["first"]]
    new = sums["month"] == sums["first"]
    flow = pd.DataFrame({
        "new_customers": sums[new].groupby("month").size(),
        "existing_customers": sums[~new & (sums["times"] > 0)].groupby("month").size(),
        "new_revenue": sums[new].groupby("month")["spend"].sum(),
        "existing_revenue": sums[~new].groupby("month")["spend"].sum(),
    })  # fmt: skip
    cohorts = own.groupby(["first", "month"])[["spend", "cost"]].sum()
    return {"cohorts": cohorts.reset_index(), "months": flow.fillna(0).reset_index()}


def naively(folder: Path) -> pd.DataFrame:
    """Who bought how much and when, one customer after the other."""
    whole = read_by_pandas(folder, "customer_id", "date", "amount")
    return whole.groupby("customer_id")[["date", "amount"]].apply(
        lambda own: pd.Series(
            {
                "first_day": own["date"].min(),
                "last_day": own["date"].max(),
                "purchases": own["date"].nunique(),
                "total_spend": own["amount"].sum(),
                "spend_12m": own.loc[own["date"] > TWELVE, "amount"].sum(),
            }
        )
    )


def by_lifetimes(folder: Path) -> None:
    """BG/NBD of lifetimes: the table that it learns from, the fit, and what it foretells.

    Raises:
        ImportError: it is not installed.
    """
    warnings.simplefilter("ignore")
    from lifetimes import BetaGeoFitter  # noqa: PLC0415 - archived, and installed by hand only
    from lifetimes.utils import summary_data_from_transaction_data  # noqa: PLC0415

    lines = read_by_pandas(folder, "customer_id", "date", "amount")
    told = summary_data_from_transaction_data(
        lines, "customer_id", "date", observation_period_end=pd.Timestamp(ASOF)
    )
    columns = told["frequency"], told["recency"], told["T"]
    with np.errstate(all="ignore"):
        model = BetaGeoFitter(penalizer_coef=0.001).fit(*columns)
        model.conditional_expected_number_of_purchases_up_to_time(90, *columns)
        model.conditional_probability_alive(*columns)


#: What an owner's helper would write; it says its seconds and memory as ``--one`` does.
PANDAS_READS = """
import json, pathlib, re, sys, time, warnings
import pandas
warnings.simplefilter("ignore")
wall, cpu = time.perf_counter(), time.process_time()
pandas.read_excel(sys.argv[1])
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
status = pathlib.Path("/proc/self/status")
found = re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text() if status.exists() else "")
mb = int(found[1]) / 1024 if found else 0.0
print(json.dumps({"wall": wall, "cpu": cpu, "mb": mb}))
"""


def by_libreoffice(sheet: Path) -> None:
    """LibreOffice opens the same file and writes it as text.

    Raises:
        FileNotFoundError: it is not installed.
    """
    program = shutil.which("soffice")
    if program is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory() as place:
        own = f"-env:UserInstallation={Path(place, 'profile').as_uri()}"
        words = [program, own, "--headless", "--convert-to", "csv", "--outdir", place, str(sheet)]
        subprocess.run(words, check=True, capture_output=True)
        if not list(Path(place).glob("*.csv")):
            raise FileNotFoundError("soffice wrote nothing")


def alike(folder: Path, ours: dict[str, pd.DataFrame]) -> None:
    """Hold the sums and lengths of both peers' four answers against those of the kernels.

    Raises:
        AssertionError: they do not count the same.
    """
    for peer in (by_duckdb(folder), by_pandas(folder)):
        for name, columns in {
            "customers": ["total_spend", "spend_12m", "count_24m", "cost_24m"],
            "cohorts": [],
            "months": ["new_customers", "existing_customers", "new_revenue", "existing_revenue"],
            "baskets": [],
        }.items():
            assert len(peer[name]) == len(ours[name]), name
            for column in columns:
                assert int(peer[name][column].sum()) == int(ours[name][column].sum()), column
