"""The owner's answer to a question becomes a decision about the file (質問への答え)."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.choices import FileChoices, Question, SheetChoices

#: Answers to yes-or-no questions.
YES, NO = "yes", "no"


def answer(choices: FileChoices, table: str, question: Question, value: str) -> FileChoices:
    """The decisions with one more answer.

    Args:
        choices: the decisions so far.
        table: key of the table that was asked about, empty for the file itself.
        question: what was asked.
        value: one of its options.
    """
    if question.code == "encoding":
        return replace(choices, encoding=value)
    if question.code == "which_table":
        taken = {key: replace(_of(choices, key), take=key == value) for key in question.options}
        return replace(choices, sheets={**choices.sheets, **taken})
    before = _of(choices, table)
    return replace(choices, sheets={**choices.sheets, table: _decided(before, question, value)})


def answer_to(choices: FileChoices, table: str, question: Question) -> str | None:
    """What was answered before; None for nothing yet."""
    chosen = _of(choices, table)
    if question.code == "encoding":
        return choices.encoding or None
    if question.code == "which_table":
        taken = [key for key in question.options if key in choices.sheets]
        return next((key for key in taken if choices.sheets[key].take), None)
    if question.code == "date_order":
        return chosen.date_order.get(question.column)
    if question.code in ("months_across", "fill_down"):
        return _yes_or_no(chosen, question)
    return _word_of(chosen, question)


def _yes_or_no(chosen: SheetChoices, question: Question) -> str | None:
    said = chosen.months_across
    if question.code == "fill_down":
        said = chosen.fill_down.get(question.column)
    return None if said is None else (YES if said else NO)


def _word_of(chosen: SheetChoices, question: Question) -> str | None:
    """The answer to a question of which header, which row or which table."""
    if question.code == "no_header":
        return None if chosen.header_row is None else str(chosen.header_row)
    if question.code == "column":
        return next((h for h, name in chosen.columns.items() if name == question.column), None)
    return chosen.kind or None


def _of(choices: FileChoices, table: str) -> SheetChoices:
    return choices.sheets.get(table, SheetChoices())


def _decided(before: SheetChoices, question: Question, value: str) -> SheetChoices:
    if question.code == "date_order":
        return replace(before, date_order={**before.date_order, question.column: value})
    if question.code == "months_across":
        return replace(before, months_across=value == YES)
    if question.code == "fill_down":
        return replace(before, fill_down={**before.fill_down, question.column: value == YES})
    if question.code == "no_header":
        return replace(before, header_row=int(value))
    if question.code == "column":
        others = {h: name for h, name in before.columns.items() if name != question.column}
        return replace(before, columns={**others, value: question.column})
    return replace(before, kind=value)
