"""Two thousand short Japanese CSV files in four encodings, and damaged ones (SHEETS 2)."""

from __future__ import annotations

import random

import pytest

from core.errors import InputError
from core.ingest import read
from core.ingest.choices import FileChoices
from core.ingest.encoding import ENCODINGS, decode
from core.settings import Settings
from tests.core.names_in import FAMILY, GIVEN
from tests.core.sheets_in import TODAY, codes

FILES = 500
ENCODED = ("utf-8", "utf-8-sig", "cp932", "utf-16")
KINDS = ("full", "ascii", "names", "half", "odd")
HALF = ["ｻﾄｳ", "ﾊﾅｺ", "ｽｽﾞｷ", "ｲﾁﾛｳ", "ﾀｶﾊｼ", "ﾜﾀﾅﾍﾞ", "ｹﾝｼﾞ", "ﾖｼﾀﾞ", "ﾐｷ", "ｱﾔ", "ｶｵﾙ", "ﾘｮｳ"]
ODD = [
    "①",
    "②",
    "Ⅲ",
    "Ⅹ",
    "㈱",
    "№",
    "㎡",
    "～",
    "－",
    "∥",
    "髙",
    "﨑",
    "㍻",
    "㌔",
    "纊",
    "丨",
    "彅",
    "≒",
    "∵",
    "℡",
]


def rows(seed):
    """Rows of one of five kinds; 1 to 100 of them below the header."""
    dice = random.Random(f"short file {seed}")
    kind = KINDS[seed % len(KINDS)]
    yield {"ascii": ["id", "name", "mail", "note"], "half": ["ID", "ｼﾒｲ", "ﾌﾘｶﾞﾅ", "ﾒﾓ"]}.get(
        kind, ["顧客番号", "氏名", "フリガナ", "備考"]
    )
    for number in range(dice.randint(1, 100)):
        name = f"{dice.choice(FAMILY)} {dice.choice(GIVEN)}"
        half = f"{dice.choice(HALF)} {dice.choice(HALF)}"
        note = (
            ""
            if dice.random() < 0.7
            else dice.choice(("次回は春に", "「特別」", "要連絡、午後", "A/B"))
        )
        yield {
            "full": [f"C{number:03}", name, "サトウ ハナコ", note],
            "ascii": [f"{number}", "Sato H.", f"a{number}@example.jp", dice.choice(GIVEN)],
            "names": ["", name, "", ""],
            "half": [f"{number}", half, dice.choice(HALF), ""],
            "odd": [f"C{number:03}", name, half, "".join(dice.choices(ODD, k=3))],
        }[kind]


def text(seed):
    return "\r\n".join(",".join(row) for row in rows(seed)) + "\r\n"


@pytest.mark.parametrize("encoding", ENCODED)
def test_none_of_500_short_files_of_each_encoding_is_read_wrongly_or_asked_about(encoding):
    texts = [text(seed) for seed in range(FILES)]
    found = [decode(whole.encode(encoding)) for whole in texts]
    wrong = [n for n, (f, t) in enumerate(zip(found, texts, strict=True)) if f.text != t or f.bad]
    asked = [n for n, f in enumerate(found) if f.alternatives]
    assert (wrong, asked) == ([], [])


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_a_sample_of_them_goes_through_the_whole_reader(encoding, seed):
    data = text(seed).encode(encoding)
    sheet = read(data, "short.csv", settings=Settings(), today=TODAY).sheets[0]
    names = [row[1] for row in rows(seed)][1:]
    assert list(sheet.understood["name"])[:5] == names[:5]
    assert sheet.rows_read == len(names)


def euc_texts():
    """Texts that EUC-JP can hold, half-width kana alone among them."""
    for seed in range(FILES):
        kept = text(seed).encode("euc_jp", errors="ignore")
        yield kept.decode("euc_jp"), kept


def test_no_euc_jp_file_is_mojibake_in_silence():
    silent = [whole for whole, data in euc_texts() if _silently_wrong(decode(data), whole)]
    asked = sum(bool(decode(data).alternatives) for _whole, data in euc_texts())
    assert silent == []
    assert asked < FILES / 10


def _silently_wrong(found, whole):
    return found.text != whole and "euc_jp" not in found.alternatives


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_one_damaged_byte_never_changes_the_family_in_silence(encoding):
    wrong = []
    for seed in range(200):
        dice, data = random.Random(f"damage {seed}"), bytearray(text(seed).encode(encoding))
        data[dice.randrange(2, len(data))] = dice.choice((0xFF, 0x80, 0xFD, 0xA0))
        found = decode(bytes(data))
        if found.encoding != encoding and encoding not in found.alternatives:
            wrong.append(seed)
    assert wrong == []


def test_a_damaged_file_is_counted_and_the_other_encodings_are_offered():
    data = ("氏名,備考\n" + "佐藤 花子,いつもの\n" * 50).encode()
    found = decode(data[:40] + b"\xff" + data[40:])
    assert (found.encoding, found.bad) == ("utf-8", found.text.count("\ufffd"))
    assert set(found.alternatives) >= {"cp932", "euc_jp"}


def test_the_encoding_that_the_owner_chose_is_used_as_it_is():
    data = "ｻﾄｳ,ﾊﾅｺ".encode("euc_jp")
    assert decode(data, "euc_jp").text == "ｻﾄｳ,ﾊﾅｺ"
    wrong = decode("佐藤".encode(), "cp932")
    assert (wrong.encoding, wrong.alternatives) == ("cp932", ())
    assert {decode(b"id,name\n", encoding).encoding for encoding in ENCODINGS} == set(ENCODINGS)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"id,name\nC1,a\0b\n", "id,name\nC1,a\ufffdb\n"),
        ("氏名\n佐藤\n".encode("cp932") + b"\0" * 40, "氏名\n佐藤\n"),
        ("氏名\n佐".encode("cp932") + b"\xff\n", "氏名\n佐\ufffd\n"),
    ],
)
def test_bytes_that_no_text_holds_are_damage_and_never_another_encoding(data, text):
    assert decode(data).text == text


def test_french_names_in_utf_8_stay_french_and_words_of_half_width_kana_are_asked_about():
    assert decode("name\nCafé Noël\n".encode()).alternatives == ()
    found = decode("ﾃｨ,ﾄｷ\n".encode("cp932"))
    assert found.text == "ﾃｨ,ﾄｷ\n" or "cp932" in found.alternatives


def test_iso_2022_jp_with_one_damaged_byte_is_not_taken_for_plain_letters():
    data = "氏名,備考\n佐藤,いつも\n".encode("iso2022_jp_ext")
    found = decode(data[:20] + b"\xff" + data[20:])
    assert found.bad
    assert "iso2022_jp_ext" in (found.encoding, *found.alternatives)


def test_utf_16_that_was_cut_off_keeps_its_encoding():
    found = decode("氏名\t備考\n佐藤\tあ\n".encode("utf-16")[:-1])
    assert (found.encoding, found.bad) == ("utf-16", 1)


def test_one_broken_byte_in_a_megabyte_marks_its_cell_and_the_rest_is_read():
    line = "C{:05},佐藤 花子,2026/11/01,3000\n"
    data = "顧客番号,氏名,売上日,金額\n" + "".join(line.format(n) for n in range(29_000))
    broken = bytearray(data.encode())
    place = broken.find("C20000,佐藤".encode()) + len("C20000,佐") - 1 + 2
    broken[place] = 0xFF
    found = read(bytes(broken), "a.csv", settings=Settings(), today=TODAY)
    sheet = found.sheets[0]
    damaged = sheet.issues[sheet.issues["code"] == "damaged_text"]
    assert len(broken) > 1_000_000
    assert sheet.rows_read == 29_000
    assert "damaged_characters" in codes(found.problems)
    assert list(damaged["source_row"]) == [20_002]
    assert [question.code for question in found.questions] == ["encoding"]


def test_a_file_that_was_read_wrongly_is_read_again_as_the_owner_says():
    data = "氏名,電話\nｻﾄｳ ﾊﾅｺ,090-0123-4567\n".encode("euc_jp")
    choices = FileChoices(encoding="euc_jp")
    found = read(data, "a.csv", settings=Settings(), today=TODAY, choices=choices)
    assert list(found.sheets[0].understood["name"]) == ["ｻﾄｳ ﾊﾅｺ"]
    assert (found.encoding, found.questions) == ("euc_jp", ())


def test_a_refusal_for_damage_lets_the_owner_choose_another_encoding():
    data = "氏名,電話\n".encode() + b"\x81\xff\x80\xfd\xfe" * 200
    with pytest.raises(InputError) as caught:
        read(data, "a.csv", settings=Settings(), today=TODAY)
    assert [question.code for question in caught.value.reading.questions] == ["encoding"]
