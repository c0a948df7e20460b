"""Samples of the known exports: their headers to the letter, invented people below.

``python -m tests.preset_samples`` writes ``tests/golden/presets/<preset>.csv`` anew from the lists
of headers that stand beside the project. What stands in a column is said by its header in
``preset_samples.toml``, not by the preset: so a preset that takes the wrong column is found.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

from core.ingest.preset import presets

FOLDER = Path(__file__).parent / "golden" / "presets"
LISTS = Path(__file__).parents[2] / "shared" / "data" / "headers" / "known_exports.json"
SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PEOPLE, SALES = SAID["people"], SAID["sales"]
POSTAGE = 600
#: The fields of the owner's own app at kintone.
OWN_FIELDS = ["顧客名", "電話番号"]
#: The second line of an order at Shopify says only this.
SAID_ON_EVERY_LINE = (
    "Name", "Email", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
)  # fmt: skip
_STATES = {"done": "発送済み", "cancelled": "キャンセル", "returned": "発送済み"}


def cells_of(n: int, sale: dict) -> dict[str, str]:
    """What may stand in the cells of one row."""
    who = sale["who"]
    return {"": "", **PEOPLE[who], **_person(who), **_sale(n, sale), **_state(sale["became"])}


def _person(who: int) -> dict[str, str]:
    person = PEOPLE[who]
    phone, postal = person["phone"].split("-"), person["postal"].split("-")
    name = f"{person['family']} {person['given']}"
    return {
        "name": name,
        "name_of_some": name if who != 1 else "",
        "kana": f"{person['family_kana']} {person['given_kana']}",
        "address": person["pref"] + person["city"] + person["street"],
        "city_street": person["city"] + person["street"],
        "recipient": "別の人",
        "other_family": "別",
        "ship_phone": "03-1999-9999",
        **{f"phone{n}": part for n, part in enumerate(phone, start=1)},
        **{f"postal{n}": part for n, part in enumerate(postal, start=1)},
        "mobile_of_some": person["phone"] if who != 1 else "",
        "quoted_id": f"'{person['id']}",
        "quoted_phone": "'" + "".join(phone),
        "quoted_postal": f"'{person['postal']}",
        "joined": f"2024-0{who + 1}-15",
        "car": f"2027-0{who + 1}-20",
        "visits": str(who + 2),
        "card": f"C-{who + 1:03}",
    }


def _sale(n: int, sale: dict) -> dict[str, str]:
    line = sale["price"] * sale["quantity"]
    lines = [s["price"] * s["quantity"] for s in SALES if s["order"] == sale["order"]]
    return {
        "order": sale["order"],
        "day": sale["day"],
        "stamp": f"{sale['day']} 10:15:00",
        "later": "2026-11-10",
        "product": sale["product"],
        "price": str(sale["price"]),
        "quantity": str(sale["quantity"]),
        "line": str(line),
        "total": str(sum(lines) + POSTAGE),
        "after_fee": str(line - 40),
        "note": f"覚え書き{n}",
        "secret": f"himitsu{n}",
    }


def _state(became: str) -> dict[str, str]:
    cancelled, returned = became == "cancelled", became == "returned"
    return {
        "state": _STATES[became],
        "rakuten_state": "900" if cancelled else "700",
        "paid": "voided" if cancelled else "paid",
        "kind": "返品" if returned else "会計",
        "returned": "2" if returned else "1",
        "voided": "1" if cancelled else "0",
        "income": "支出" if cancelled else "収入",
        "finished": "保留中" if cancelled else "完了",
        "receivable": "普通預金" if cancelled else "売掛金",
        "sales": "売上高",
    }


def name_below(preset: str, header: str) -> str:
    """Which of the cells stands below a header of an export; none is blank."""
    here = SAID["here"].get(preset, {})
    if header in here:
        return here[header]
    return next((name for name, headers in SAID["below"].items() if header in headers), "")


def is_of_people(name: str) -> bool:
    """Whether an export has one row for each person, not for each sale."""
    return presets()[name].kind == "customers" or name == "kintone_app"


def sample(name: str, headers: list[str], encoding: str) -> bytes:
    """One sample as bytes in the encoding of the export."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if "amazon" in name else ",", lineterminator="\r\n")
    if name == "lstep_friends":
        writer.writerow(["登録ID", *[""] * (len(headers) - 2), "タグ_1"])
    places = [OWN_FIELDS if header.startswith("<") else [header] for header in headers]
    headers = [header for place in places for header in place]
    writer.writerow(headers)
    people = [{**SALES[0], "who": who} for who in range(len(PEOPLE))]
    for n, sale in enumerate(people if is_of_people(name) else SALES, start=1):
        cells = cells_of(n, sale)
        below = {header: cells[name_below(name, header)] for header in headers}
        if name == "shopify_orders" and n == 2:
            below |= {header: "" for header in headers if header not in SAID_ON_EVERY_LINE}
        writer.writerow(below.values())
    return out.getvalue().encode(encoding)


def lists() -> dict[str, dict]:
    """The lists of headers by system and kind."""
    found = json.loads(LISTS.read_text(encoding="utf-8"))
    return {f"{entry['system']} {entry['kind']}": entry for entry in found}


def encoding_of(entry: dict) -> str:
    """The encoding that a list names; UTF-8 with its mark where it names none."""
    if entry["encoding"].startswith("cp932"):
        return "cp932"
    return "utf-8" if entry["encoding"] == "utf-8" else "utf-8-sig"


def main() -> None:
    """Write all samples."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = lists()
    for name, preset in presets().items():
        entry = known[preset.listed]
        data = sample(name, entry["headers"], encoding_of(entry))
        (FOLDER / f"{name}.csv").write_bytes(data)


if __name__ == "__main__":
    main()
