"""Why customers buy (購入理由), in the six groups of article 4, with the words they used.

A reason belongs to the group that the owner chose, else to the first group of which a word
stands in it (:mod:`core.settings.voices`, else ``wish_words.toml``), else to none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from core.locale.words import Words, _
from core.rules.ladder import RANK
from core.settings.voices import VoiceSettings

#: The six groups (悩み・問題・不安/心配・願望・欲求・夢), in the order of article 4.
GROUPS: dict[str, Words] = {
    "trouble": _("Troubles"),
    "problem": _("Problems"),
    "worry": _("Worries and concerns"),
    "hope": _("Hopes"),
    "desire": _("Desires"),
    "dream": _("Dreams"),
}
#: The group of each kind that the owner may choose (理由の種類).
GROUP_OF_KIND = {
    "trouble": "trouble", "problem": "problem", "worry": "worry", "concern": "worry",
    "hope": "hope", "desire": "desire", "dream": "dream",
}  # fmt: skip
#: Where customers' own words stand, and what each is called.
FIELDS: dict[str, Words] = {
    "purchase_reason": _("Reason for buying"),
    "expectation": _("What they expect"),
    "true_purpose": _("True purpose"),
}
#: From this rung on somebody is one of the best (支持者 and above).
BEST = "supporter"
#: Runs of Chinese characters or katakana: what remains of a Japanese text without its grammar.
_RUNS = re.compile(r"[\u3400-\u9fff\u3005\u30f6]{2,}|[\u30a1-\u30fa\u30fc]{2,}")
_MANY = 1


def best(people: pd.DataFrame) -> pd.Series[bool]:
    """Who stands on the rung of a supporter or above."""
    return people["stage"].map(RANK) >= RANK[BEST]


def verbatims(people: pd.DataFrame, settings: VoiceSettings) -> pd.DataFrame:
    """Everything customers said about why they buy, the highest rung first.

    Args:
        people: one row per customer with ``stage`` (:mod:`core.rules.judge`).
        settings: the owner's words of each group.

    Returns:
        customer_id, name, stage, field (a key of :data:`FIELDS`), text, group (a key of
        :data:`GROUPS` or ``""``), chosen (bool: the owner chose the kind).
    """
    parts = []
    for field in FIELDS:
        rows = people[people[field].str.strip() != ""]
        parts.append(
            rows[["customer_id", "name", "stage", "reason_kind"]].assign(
                field=field, text=rows[field].str.strip(), worth=rows["total_spend"]
            )
        )
    found = pd.concat(parts, ignore_index=True)
    chosen = found["reason_kind"].map(GROUP_OF_KIND)
    found["chosen"] = chosen.notna()
    found["group"] = chosen.fillna(_grouped(found["text"], settings)).astype("str")
    found["rank"] = found["stage"].map(RANK)
    ordered = found.sort_values(["rank", "worth"], ascending=False, kind="stable")
    columns = ["customer_id", "name", "stage", "field", "text", "group", "chosen"]
    return ordered[columns].reset_index(drop=True)


def by_text(said: pd.DataFrame) -> pd.DataFrame:
    """The same words of several customers as one row, whose highest rung comes first.

    Args:
        said: rows of :func:`verbatims`, in their order.

    Returns:
        text, field, group, n (customers), who (tuple of (customer_id, name, stage), the highest
        rung first).
    """
    rows = said.drop_duplicates(["text", "field", "customer_id"])
    who = zip(rows["customer_id"], rows["name"], rows["stage"], strict=True)
    rows = rows.assign(who=pd.Series(list(who), index=rows.index, dtype="object"))
    found = rows.groupby(["text", "field", "group"], sort=False)["who"].agg(tuple).reset_index()
    return found.assign(n=found["who"].map(len))


def unknown_reasons(people: pd.DataFrame) -> tuple[int, int]:
    """Of how many buyers no reason is known, and how many buyers there are."""
    bought = people["first_purchase_date"].notna()
    unknown = bought & (people["purchase_reason"].str.strip() == "")
    return int(unknown.sum()), int(bought.sum())


def frequent_words(said: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The words that most customers use, by runs of Chinese characters and katakana.

    Args:
        said: of :func:`verbatims`.
        people: as there.

    Returns:
        word, n (customers who used it), best (of them, supporters and above), example (a text
        of the highest rung that has it); most customers first.
    """
    texts = said.drop_duplicates("text")[["text"]]
    runs = texts["text"].map(lambda text: sorted(set(_RUNS.findall(_plain(text)))))
    words = texts.assign(word=runs).explode("word").dropna(subset=["word"])
    used = said.merge(words, on="text").drop_duplicates(["customer_id", "word"])
    top = set(people.loc[best(people), "customer_id"])
    used = used.assign(top=used["customer_id"].isin(top))
    found = used.groupby("word", sort=True).agg(
        n=("word", "size"), best=("top", "sum"), example=("text", "first")
    )
    return found.sort_values("n", ascending=False, kind="stable").reset_index()


def phrases_of_the_best(
    said: pd.DataFrame, people: pd.DataFrame, settings: VoiceSettings
) -> pd.DataFrame:
    """The words in which the best customers say why they buy (広告の言葉のもと).

    Only words that more than one of them used; the frame of :func:`frequent_words`.
    """
    found = frequent_words(said[said["field"] != "true_purpose"], people)
    found = found[found["best"] > _MANY]
    ordered = found.sort_values(["best", "n"], ascending=False, kind="stable")
    return ordered.head(settings.phrases_shown).reset_index(drop=True)


def words_of(settings: VoiceSettings) -> dict[str, tuple[str, ...]]:
    """The words in force of each group, in the order in which the groups are looked at."""
    own: Mapping[str, tuple[str, ...]] = {code: getattr(settings, code) for code in GROUPS}
    return {code: own[code] or words for code, words in built_in().items()}


@cache
def built_in() -> dict[str, tuple[str, ...]]:
    """The words that come with the product."""
    path = Path(__file__).parent / "wish_words.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return {code: tuple(words) for code, words in found.items()}


def _grouped(texts: pd.Series[str], settings: VoiceSettings) -> pd.Series[str]:
    """The group of each text by its words; empty where none fits."""
    plain = {text: _plain(text) for text in texts.unique()}
    patterns = {
        code: re.compile("|".join(re.escape(_plain(word)) for word in words if word))
        for code, words in words_of(settings).items()
        if any(words)
    }
    found = {
        text: next((code for code, pattern in patterns.items() if pattern.search(seen)), "")
        for text, seen in plain.items()
    }
    return texts.map(found).astype("str")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
