"""The sentences for what could not be taken as it stands, by code."""

from __future__ import annotations

from core.locale.words import Words, _, n_

#: Places: {n} how many, {column} the header in the file, {value} the (first) cell as it stands.
SENTENCES: dict[str, Words] = {
    "unreadable_date": n_(
        "{value} in {column} is not a date that exists or can be read.",
        "{n} dates in {column} do not exist or cannot be read, such as {value}.",
        n=0,
    ),
    "ambiguous_date": n_(
        "{value} in {column} can be read in more than one way. Write the year with four"
        " digits in front, such as 2026/11/22.",
        "{n} dates in {column} can be read in more than one way, such as {value}. Write"
        " the year with four digits in front, such as 2026/11/22.",
        n=0,
    ),
    "no_end_date": n_(
        "{value} in {column} was taken to mean «no end».",
        "{n} dates in {column} such as {value} were taken to mean «no end».",
        n=0,
    ),
    "future_date": n_(
        "{value} in {column} lies in the future.",
        "{n} dates in {column} lie in the future, such as {value}.",
        n=0,
    ),
    "month_only": n_(
        "{value} in {column} names a month without a day.",
        "{n} dates in {column} name a month without a day, such as {value}.",
        n=0,
    ),
    "month_stands": n_(
        "{value} in {column} names a month without a day; the first of the month stands for it.",
        "{n} dates in {column} name a month without a day, such as {value}; the first of the "
        "month stands for it.",
        n=0,
    ),
    "year_only": n_(
        "The amount of a whole year stands on its first day, {value}.",
        "The amounts of {n} whole years stand on the first day of each, such as {value}.",
        n=0,
    ),
    "filled_down": n_(
        "A blank cell of {column} was given what stands above it, such as {value}.",
        "{n} blank cells of {column} were given what stands above them, such as {value}.",
        n=0,
    ),
    "date_from_number": n_(
        "The number {value} in {column} was read as a date.",
        "{n} numbers in {column} were read as dates, such as {value}.",
        n=0,
    ),
    "unreadable_month": n_(
        "{value} in {column} is not a month.",
        "{n} values in {column} are not months, such as {value}.",
        n=0,
    ),
    "unreadable_amount": n_(
        "{value} in {column} is not one plain amount.",
        "{n} values in {column} are not one plain amount, such as {value}.",
        n=0,
    ),
    "unit_from_header": n_(
        "{column} names a unit: every amount, such as {value}, was multiplied by it.",
        "{n} amounts of {column} such as {value} were multiplied by the unit in its name.",
        n=0,
    ),
    "unreadable_number": n_(
        "{value} in {column} is not a number.",
        "{n} values in {column} are not numbers, such as {value}.",
        n=0,
    ),
    "unreadable_phone": n_(
        "{value} in {column} is not a phone number.",
        "{n} values in {column} are not phone numbers, such as {value}.",
        n=0,
    ),
    "phone_digits_lost": n_(
        "{value} in {column} was a phone number once; Excel has cut its digits off. Set"
        " the column to «Text» in Excel and type it again.",
        "{n} phone numbers in {column} had their digits cut off by Excel, such as "
        "{value}. Set the column to «Text» in Excel and type them again.",
        n=0,
    ),
    "unreadable_postal": n_(
        "{value} in {column} is not a postal code.",
        "{n} values in {column} are not postal codes, such as {value}.",
        n=0,
    ),
    "postal_zero_restored": n_(
        "The postal code {value} in {column} got the zero in front back.",
        "{n} postal codes in {column} got the zero in front back, such as {value}.",
        n=0,
    ),
    "postal_zero_unsure": n_(
        "The postal code {value} in {column} got a zero in front; no address says whether that "
        "is right.",
        "{n} postal codes in {column} such as {value} got a zero in front; no address says "
        "whether that is right.",
        n=0,
    ),
    "more_phones": n_(
        "{value} in {column} holds more than two phone numbers; the others were kept as a note.",
        "{n} cells in {column} such as {value} hold more than two phone numbers; the others "
        "were kept as notes.",
        n=0,
    ),
    "more_emails": n_(
        "{value} in {column} holds more than one e-mail address; the first was taken, all were "
        "kept as a note.",
        "{n} cells in {column} such as {value} hold more than one e-mail address; the first "
        "was taken, all were kept as notes.",
        n=0,
    ),
    "email_typo": n_(
        "{value} in {column} looks mistyped at its end; please check.",
        "{n} e-mail addresses in {column} such as {value} look mistyped at their ends; please "
        "check.",
        n=0,
    ),
    "unreadable_email": n_(
        "{value} in {column} is not an e-mail address.",
        "{n} values in {column} are not e-mail addresses, such as {value}.",
        n=0,
    ),
    "unknown_choice": n_(
        "{value} in {column} is none of the words of this column; it was kept as a note.",
        "{n} values in {column} are none of the words of this column, such as {value}; "
        "they were kept as notes.",
        n=0,
    ),
    "digits_lost": n_(
        "The number {value} in {column} is longer than the 15 digits that Excel keeps; "
        "its end may be wrong.",
        "{n} numbers in {column} are longer than the 15 digits that Excel keeps, such "
        "as {value}; their ends may be wrong.",
        n=0,
    ),
    "damaged_text": n_(
        "The text in {column} is damaged: {value}",
        "{n} texts in {column} are damaged, such as {value}",
        n=0,
    ),
    "ragged_row": n_(
        "The row has more or fewer cells than the rows around it; its values may stand in the "
        "wrong columns.",
        "{n} rows have more or fewer cells than the rows around them; their values may stand in "
        "the wrong columns.",
        n=0,
    ),
    "open_quote": n_(
        "A quotation mark in the row is never closed; it was read as a character.",
        "Quotation marks in {n} rows are never closed; they were read as characters.",
        n=0,
    ),
    "cells_missing": n_(
        "One cell of the file was not read. Compare the preview with your file.",
        "{n} cells of the file were not read. Compare the preview with your file.",
        n=0,
    ),
    "macros": _("The workbook holds macros. They are never run; only the values were read."),
    "external_links": _(
        "The workbook takes values from other files. They were read as they were when it was "
        "saved last."
    ),
    "missing": n_(
        "{column} is blank.",
        "{column} is blank in {n} rows.",
        n=0,
    ),
    "repeated_customer": n_(
        "{value} in {column} stands in more than one row; the rows were put together.",
        "{n} rows repeat a customer of {column} such as {value}; they were put together.",
        n=0,
    ),
    "cancelled": n_(
        "{value} in {column}: the amount was taken as negative.",
        "{n} rows of {column} such as {value}: their amounts were taken as negative.",
        n=0,
    ),
    "voided": n_(
        "{value} in {column}: the order counts nothing.",
        "{n} rows of {column} such as {value}: these orders count nothing.",
        n=0,
    ),
    "not_kept": n_(
        "{value} in {column} is no sale; the row was left aside.",
        "{n} rows of {column} such as {value} are no sales; they were left aside.",
        n=0,
    ),
    "slip_total": n_(
        "{column} repeats the total of the slip on each of its lines; it was counted once.",
        "{column} repeats the total of the slip on each of its lines ({n} rows such as "
        "{value}); it was counted once.",
        n=0,
    ),
    "id_from_name": n_(
        "{value} has no customer ID; one was made from {column}.",
        "{n} rows have no customer ID; it was made from {column}. Two people of one "
        "name would be one customer: add an ID column if there are any.",
        n=0,
    ),
    "totals_row": n_(
        "The row «{value}» sums up others and was not read as data.",
        "{n} rows such as «{value}» sum up others and were not read as data.",
        n=0,
    ),
    "header_again": n_(
        "A row that repeats the column names or explains them was left out.",
        "{n} rows that repeat the column names or explain them were left out.",
        n=0,
    ),
    "remark_row": n_(
        "The remark «{value}» was not read as data.",
        "{n} remarks such as «{value}» were not read as data.",
        n=0,
    ),
    "totals_agree": n_(
        "The total {value} of {column} in the file is the sum of its rows.",
        "{n} totals of {column} in the file are the sums of their rows, the last {value}.",
        n=0,
    ),
    "totals_differ": _(
        "A total of {column} in the file is not the sum of the rows above it: {value}. Please "
        "check whether rows are missing."
    ),
    "error_cells": n_(
        "A cell holds an error such as #N/A and was read as blank.",
        "{n} cells hold an error such as #N/A and were read as blank.",
        n=0,
    ),
    "uncalculated": n_(
        "A formula has no result in the file and was read as blank. Open the file in "
        "Excel, save it and choose it again.",
        "{n} formulas have no result in the file and were read as blank. Open the file "
        "in Excel, save it and choose it again.",
        n=0,
    ),
    "hidden": n_(
        "A hidden row or column was read too.",
        "{n} hidden rows and columns were read too.",
        n=0,
    ),
    "hidden_sheet": _("The sheet {value} is hidden in Excel; it was read too."),
    "numbers_summary": _(
        "The summary and the drawings that Numbers adds when it exports were left out."
    ),
    "far_cells": _("Cells far to the right of the table were not read."),
    "damaged_characters": n_(
        "One character of the file is damaged (read as {value}).",
        "{n} characters of the file are damaged (read as {value}).",
        n=0,
    ),
    "decimals": _("Amounts in {column} have decimals; they are kept to the hundredth."),
    "other_people": _(
        "The customer numbers of this file mean other people than those of another file. It was "
        "kept apart as «{value}», so that nobody is overwritten."
    ),
    "our_workbook": _(
        "This is a whole ledger that this program wrote: it is read as it stands, nothing is "
        "guessed. The history of changes and imports is not in it."
    ),
    "our_pairs": n_(
        "Your word about {n} pair of customers (the same person, or two) comes with it.",
        "Your word about {n} pairs of customers (the same person, or two) comes with it.",
        n=0,
    ),
    "our_settings": n_(
        "{n} setting that you changed comes with it, where it is not set here already.",
        "{n} settings that you changed come with it, where they are not set here already.",
        n=0,
    ),
    "our_lists": n_(
        "The call lists of {n} week come with it, where none is kept here already.",
        "The call lists of {n} weeks come with it, where none is kept here already.",
        n=0,
    ),
    "our_lists_unread": n_(
        "{n} row of the weekly call lists was changed so that it cannot be read; it was left "
        "aside.",
        "{n} rows of the weekly call lists were changed so that they cannot be read; they were "
        "left aside.",
        n=0,
    ),
    "our_rows": _(
        "{value} rows were written here, {n} stand here now. If nobody changed the file, please "
        "write it anew."
    ),
    "sheet_waits": _("The sheet {value} waits for your answer about its months."),
    "sheet_nameless": _("The sheet {value} was not read: no row names its columns."),
    "sheet_card": _(
        "The sheet {value} was not read: it is a form of one customer. Write it as one row of the "
        "blank ledger."
    ),
    "sheet_unread": _("The sheet {value} was not read: it is no table of customers or purchases."),
    "sheet_totals": _("The sheet {value} was not read: it only sums up and names no customers."),
}
#: Codes after whose sentence it is said what became of the row.
SAYS_WHAT_BECAME = frozenset(
    {
        "unreadable_date", "ambiguous_date", "future_date", "unreadable_month",
        "unreadable_amount", "unreadable_number", "unreadable_phone", "phone_digits_lost",
        "unreadable_postal", "unreadable_email", "missing",
    }
)  # fmt: skip
