"""Makes the help of words and thresholds, in both languages, of the catalogues of the product."""

from __future__ import annotations

import dataclasses
import inspect
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.calls.gates import GATES
from core.calls.outcomes import OUTCOMES
from core.calls.reasons import REASONS
from core.ingest.preset import Preset, presets
from core.locale.words import Words, say
from core.rules.ladder import STAGES
from core.rules.lifecycle import LIFECYCLE
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.segment import AXES, ELEVEN
from core.rules.state import STATES
from core.settings import TRADES, Settings, Trade
from core.tables.activities import OUTCOME_CHOICES
from pages._ui import labels

ROOT = Path(__file__).parents[1]
LANGUAGES = ("ja", "en")
TOLD: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "tests" / "help_words.toml").read_text(encoding="utf-8")
)
MADE = "<!-- Made by `python -m tests.refresh_docs`; do not edit by hand. -->"
Section = tuple[str, str, str]

WORDS = {
    "ja": ("画面の言葉", "画面に出る言葉の意味です。かっこの中は、書き出しで使う印です。"),
    "en": (
        "Words on the pages",
        "What the words on the pages mean; in brackets the code in files.",
    ),
}
HEADS = {
    "stages": ("はしごの段", "Rungs of the ladder"),
    "states": ("状態", "States"),
    "policies": ("方針", "Policies"),
    "relations": ("関係", "Relations"),
    "eleven": ("十一のグループ", "The eleven groups"),
    "lifecycle": ("ライフサイクル", "Lifecycle"),
    "classes": ("電話の四つの組", "The four classes of calls"),
    "reasons": ("電話のわけ", "Reasons to call"),
    "outcomes": ("電話の結果", "Outcomes of a call"),
    "gates": ("載せないわけ", "Why somebody is not listed"),
    "trades": ("業種", "Trades"),
    "presets": ("知っている表", "Sheets of known programs"),
}


def catalogues() -> dict[str, list[Section]]:
    """Every catalogue: (code, what it is called and its meaning in each language, joined)."""
    found = {
        "stages": _entries(STAGES), "states": _entries(STATES), "policies": _entries(POLICIES),
        "relations": _entries(RELATIONS), "eleven": _eleven(), "lifecycle": _entries(LIFECYCLE),
        "classes": [(code, words, labels.CLASS_MEANINGS[code])
                    for code, words in labels.CLASSES.items()],
        "reasons": [(code, labels.reason(code), TOLD["reasons"][code]) for code in REASONS],
        "outcomes": [(choice.code, choice.label, TOLD["outcomes"][choice.code])
                     for choice in OUTCOME_CHOICES if choice.code in OUTCOMES],
        "gates": [(gate.code, labels.LEFT_OUT[gate.code], _holds(gate.holds)) for gate in GATES],
        "presets": [(name, preset.title, TOLD["kinds"][_kind(preset)])
                    for name, preset in presets().items()],
    }  # fmt: skip
    return {name: found[name] for name in HEADS if name in found}


def _entries(entries: Mapping[str, Any]) -> list[Any]:
    return [(code, e.label, (e.meaning, e.approach)) for code, e in entries.items()]


def _eleven() -> list[Any]:
    """The eleven with their numbers; the bands of new customers each, the tags as one."""
    found = []
    for one in ELEVEN:
        entry = AXES[one.axis].get(one.code)
        label = [f"{one.number}. {told(entry.label if entry else list(HEADS['lifecycle']), each)}"
                 for each in LANGUAGES]  # fmt: skip
        meaning = (entry.meaning, entry.approach) if entry else TOLD["kinds"]["tagged"]
        found.append((f"{one.axis}/{one.code}", label, meaning))
    return found


def _holds(classes: frozenset[str]) -> Any:
    names = [name for code, name in labels.CLASSES.items() if code in classes]
    return [f"止める組：{'、'.join(say(name, 'ja') for name in names)}。",
            f"Holds: {', '.join(say(name, 'en') for name in names)}."]  # fmt: skip


def _kind(preset: Preset) -> str:
    if preset.refuse:
        return "refused"
    return preset.kind if preset.kind in {"purchases", "customers"} else "other"


def told(words: Any, language: str) -> str:
    """What is said in that language."""
    if isinstance(words, (Words, str)):
        return say(words, language)
    if isinstance(words, tuple):
        return ("" if language == "ja" else " ").join(told(one, language) for one in words)
    if isinstance(words, list):
        return str(words[LANGUAGES.index(language)])
    return str(words[language] if isinstance(words, Mapping) else getattr(words, language))


def words_page(language: str) -> str:
    """docs/help/<language>/words.md."""
    return "\n".join([f"# {WORDS[language][0]}", "", MADE, "", WORDS[language][1], "",
                      *_words(language)]).rstrip() + "\n"  # fmt: skip


def heading(words: Any, code: str, language: str) -> str:
    """The heading of one word."""
    return f"### {told(words, language).rstrip('。.')} (`{code}`)"


def _words(language: str) -> Iterator[str]:
    for name, entries in catalogues().items():
        yield f"## {HEADS[name][LANGUAGES.index(language)]}\n"
        for code, label, meaning in entries:
            yield f"{heading(label, code, language)}\n\n{told(meaning, language)}\n"


def group_title(name: str, language: str) -> str:
    """What a group of settings is called."""
    if language == "ja":
        return str(TOLD["groups"][name])
    group = type(getattr(Settings(), name))
    return (inspect.getdoc(group) or "").splitlines()[0].rstrip(".")


def groups() -> Iterator[tuple[str, list[dataclasses.Field[Any]]]]:
    """Every group of settings with its thresholds."""
    for field in dataclasses.fields(Settings):
        group = getattr(Settings(), field.name)
        if dataclasses.is_dataclass(group):
            yield field.name, list(dataclasses.fields(group))


def trade_heading(code: str, language: str) -> str:
    """The heading of a trade among the thresholds."""
    return f"### {say(TRADES[code].label, language)} (`{code}`)"


#: Unit words of the thresholds stand in English with them; the Japanese name says the unit itself.
INTRO = {
    "ja": (
        "しきい値の一覧",
        "お店に合わせて変えられる数字のすべてです。初期値(仮) とあるものは仮の数字で、"
        "お店の記録がたまると置き換わるか、設定で変えられます。"
        "変えた数字は台帳に残り、新しい版にしても消えません。\n\n"
        "「出どころ」の article はこの製品のもとになった五つの記事（0から数えます）、"
        "DOMAIN・SHEETS・FORESIGHT は決まりの書、measured は試して測ったものです。",
    ),
    "en": (
        "Thresholds",
        "Every threshold of the product with its default, unit and source. A figure marked "
        "初期値(仮) (initial value, provisional) is an assumption: it holds until you change it "
        "or your own data suffice. A change is kept in your ledger and survives an update of the "
        "program.\n\n"
        "Sources: *article n* is one of the five articles that the product is built on, counted "
        "from 0; *DOMAIN*, *SHEETS* or *FORESIGHT* with a number is a section of its rule book; "
        "*measured* was measured by simulation.",
    ),
}
ASSUMED = "初期値(仮)"
TRADE_FIGURES = {
    "rhythm_days": ("いつもの間隔", "usual gap"),
    "nudge_days": ("声かけ日", "nudge day"),
    "no_return_days": ("戻らぬ日", "day of no return"),
    "stop_days": ("止める日", "stop day"),
    "first_nudge_days": ("声かけ日(初回)", "nudge day, first purchase"),
    "first_no_return_days": ("戻らぬ日(初回)", "day of no return, first purchase"),
    "f2_window_days": ("二度目までの日数", "window of the second purchase"),
    "regular_purchases": ("得意客になる回数", "purchases of a regular"),
    "regular_months": ("それを数える月数", "months in which they are counted"),
    "full_need": ("必要を満たす年の回数", "purchases a year that cover the need"),
    "margin": ("粗利率", "margin, share of sales"),
}


def thresholds_page(language: str) -> str:
    """docs/help/<language>/thresholds.md: the trades, then every group, each figure by itself."""
    title, intro = INTRO[language]
    at = LANGUAGES.index(language)
    lines = [f"# {title}", "", MADE, "", intro, "", f"## {HEADS['trades'][at]}", ""]
    for trade in TRADES.values():
        lines += [trade_heading(trade.code, language), "", *_trade(trade, at), ""]
    for name, fields in groups():
        lines += [f"## {group_title(name, language)} (`{name}`)", ""]
        for field in fields:
            lines += [threshold_heading(name, field, language), "",
                      threshold_line(field, language), ""]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _trade(trade: Trade, at: int) -> Iterator[str]:
    yield ("| 数字 | 値 |", "| Figure | Value |")[at] + "\n|---|---|"
    for name, words in TRADE_FIGURES.items():
        yield f"| {words[at]} (`{name}`) | {_figure(trade, name, at)} |"


def _figure(trade: Trade, name: str, at: int) -> str:
    value = getattr(trade, name)
    if trade.own_multiples and name.endswith(("nudge_days", "return_days")):
        return (f"ご本人の間隔の{value / 100:g}倍", f"{value / 100:g} × the customer's own gap")[
            at
        ]
    if name in {"full_need", "margin"} and not value:
        return ("分かりません", "unknown")[at]
    return f"{value:,}"


def threshold_heading(group: str, field: dataclasses.Field[Any], language: str) -> str:
    """The heading of one threshold."""
    plain = field.name.replace("_", " ")
    name = TOLD["thresholds"][f"{group}.{field.name}"] if language == "ja" else plain
    return f"### {name} (`{group}.{field.name}`)"


def threshold_line(field: dataclasses.Field[Any], language: str) -> str:
    """Its default, unit and source, and whether it is assumed."""
    facts = field.metadata
    mark = f" {ASSUMED}" if facts["assumed"] else ""
    if language == "ja":
        source = f"出どころ：{facts['source']}。{mark}"
        return f"{_plain(field.default)} ({facts['unit']})。{source}"
    return f"{_plain(field.default)} ({facts['unit']}). Source: {facts['source']}.{mark}"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)
