"""What is known of a sheet's columns before any is looked for: presets, the owner, memory."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.choices import LEAVE_OUT, OWN_COLUMN, SheetChoices, shape_of
from core.ingest.headers import header_key
from core.ingest.match import Decided, keys_of
from core.ingest.preset import Preset, presets


def find_preset(names: Mapping[int, str], share: float) -> Preset | None:
    """The known export that a sheet is.

    Args:
        names: {column: header}.
        share: of a preset's headers that must be there, beside all of its key columns.

    Returns:
        The one with the largest share; of equals the one with more columns; None where none fits.
    """
    here = set(_places(names))
    fits = [
        (overlap, common, preset)
        for preset in presets().values()
        if {header_key(header) for header in preset.key} <= here
        for common in [len(preset.keys & here)]
        for overlap in [common / max(len(preset.keys), len(names) if preset.whole else 0)]
        if overlap >= share
    ]
    return max(fits, key=lambda fit: fit[:2])[2] if fits else None


def _places(names: Mapping[int, str]) -> dict[str, int]:
    """{key of a header: its column}; of equal ones the first, joined ones by their lower part."""
    places: dict[str, int] = {}
    for column, name in names.items():
        for key in keys_of(name):
            places.setdefault(key, column)
    return places


def place_of(header: str, names: Mapping[int, str]) -> int | None:
    """The column that a header of a preset names."""
    return _places(names).get(header_key(header))


def of_preset(preset: Preset, names: Mapping[int, str]) -> Decided:
    """What a preset decides: all its columns, those that are no field too."""
    places = _places(names)
    fields = {
        name: columns
        for name, source in preset.columns.items()
        if (columns := tuple(places[k] for h in source.headers if (k := header_key(h)) in places))
    }
    listed = {places[key] for key in preset.keys if key in places}
    out = {places[k] for h in preset.drop if (k := header_key(h)) in places}
    taken = {column for columns in fields.values() for column in columns}
    return Decided(
        fields,
        frozenset(name for name, source in preset.columns.items() if source.first),
        frozenset(listed - taken - out),
        frozenset(out),
    )


def of_choices(columns: Mapping[str, str], names: Mapping[int, str]) -> Decided:
    """What the owner decided; headers that the sheet lacks are passed over."""
    places = {name: column for column, name in names.items()}
    chosen = {places[header]: name for header, name in columns.items() if header in places}
    fields: dict[str, tuple[int, ...]] = {}
    for column, name in chosen.items():
        if name not in (OWN_COLUMN, LEAVE_OUT):
            fields[name] = (*fields.get(name, ()), column)
    return Decided(
        fields,
        own=frozenset(column for column, name in chosen.items() if name == OWN_COLUMN),
        out=frozenset(column for column, name in chosen.items() if name == LEAVE_OUT),
    )


def plain(decided: Decided, names: Mapping[int, str]) -> dict[str, str]:
    """Decisions as the owner would make them: {header: field, own column or leave out}."""
    columns: dict[str, str] = {}
    for name, places in decided.fields.items():
        for column in places:
            columns.setdefault(names[column], name)
    columns |= {names[column]: OWN_COLUMN for column in decided.own}
    return columns | {names[column]: LEAVE_OUT for column in decided.out}


def over(base: Decided, columns: Mapping[str, str], names: Mapping[int, str]) -> Decided:
    """Decisions of a preset with what the owner decided otherwise."""
    before = plain(base, names)
    changed = {h: name for h, name in columns.items() if before.get(h) != name}
    if not changed:
        return base
    said = of_choices(columns, names)
    moved = of_choices(changed, names)
    fields = {
        name: left
        for name, places in base.fields.items()
        if (left := tuple(column for column in places if column not in moved.columns))
    }
    fields |= {name: said.fields[name] for name in moved.fields}
    taken = {column for places in fields.values() for column in places}
    out = base.out - moved.columns | moved.out
    own = (base.columns | moved.columns) - taken - out
    return Decided(fields, base.first - set(moved.fields), own, out)


def remembered_for(
    names: Mapping[int, str], remembered: Mapping[str, SheetChoices], share: float
) -> SheetChoices | None:
    """What was decided about a table of this shape, or about the one that is most like it.

    Args:
        names: {column: header}.
        remembered: {shape: decisions}.
        share: of both tables' columns that must have the same headers, where the shape is new.
    """
    shape = shape_of(names.values())
    if shape in remembered:
        return remembered[shape]
    here = set(names.values())
    alike = [
        (len(here & set(known.columns)) / max(len(here), len(known.columns)), key)
        for key, known in remembered.items()
        if known.columns
    ]
    best = max(alike, default=(0.0, ""))
    return remembered[best[1]] if best[0] >= share else None
