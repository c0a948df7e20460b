"""Phones, postal codes, e-mail, names (SHEETS 4 and 9); phonenumbers is the oracle."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.contacts import read_email, read_other_phone, read_phone, read_postal
from core.ingest.names import katakana, made_id, name_key
from core.ingest.values import Read


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("090-0123-4567", "090-0123-4567"),
        ("09001234567", "090-0123-4567"),
        ("9001234567", "090-0123-4567"),
        ("9001234567.0", "090-0123-4567"),
        ("０９０ー０１２３ー４５６７", "090-0123-4567"),
        ("090−0123−4567", "090-0123-4567"),
        ("090 0123 4567", "090-0123-4567"),
        ("090.0123.4567", "090-0123-4567"),
        ("'09001234567", "090-0123-4567"),
        ("+81 90-0123-4567", "090-0123-4567"),
        ("+819001234567", "090-0123-4567"),
        ("0081-90-0123-4567", "090-0123-4567"),
        ("+81-(0)3-1234-5678", "03-1234-5678"),
        ("312345678", "03-1234-5678"),
        ("0312345678", "03-1234-5678"),
        ("03(1234)5678", "03-1234-5678"),
        ("（03）1234-5678", "03-1234-5678"),
        ("TEL:03-1234-5678", "03-1234-5678"),
        ("03-1234-5678(自宅)", "03-1234-5678"),
        ("自宅 03-1234-5678", "03-1234-5678"),
        ("03-1234-5678 内線12", "03-1234-5678"),
        ("03-1234-5678 ext.12", "03-1234-5678"),
        ("0451234567", "045-123-4567"),
        ("0466123456", "0466-12-3456"),
        ("0126712345", "01267-1-2345"),
        ("045-123-4567", "045-123-4567"),
        ("0120123456", "0120-123-456"),
        ("0120-12-3456", "0120-123-456"),
        ("0800-123-4567", "0800-123-4567"),
        ("0570-012-345", "0570-012-345"),
        ("080-0123-4567", "080-0123-4567"),
        ("050-1234-5678", "050-1234-5678"),
        ("090-0123-4567 / 03-1234-5678", "090-0123-4567"),
        ("03-1234-5678、090-0123-4567", "03-1234-5678"),
        ("+1 212-555-0123", "+1-212-555-0123"),
    ],
)
def test_every_way_to_write_a_phone(text, phone):
    assert read_phone(text) == Read(phone)


@pytest.mark.parametrize("text", ["", "なし", "－", "0", "不明", "-"])
def test_no_phone_is_no_phone(text):
    assert read_phone(text) == Read()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9.01E+09", "phone_digits_lost"),
        ("12345", "unreadable_phone"),
        ("メール希望", "unreadable_phone"),
        ("090-123-456", "unreadable_phone"),
        ("1234567890", "unreadable_phone"),
        ("0012345678", "unreadable_phone"),
        ("+1", "unreadable_phone"),
        ("()", "unreadable_phone"),
        ("0900123456", "unreadable_phone"),
    ],
)
def test_what_is_no_phone_is_said(text, code):
    assert read_phone(text) == Read(None, code)


def test_the_second_number_of_a_cell_is_kept_as_the_other():
    assert read_other_phone("090-0123-4567 / 03-1234-5678") == Read("03-1234-5678")
    assert read_other_phone("090-0123-4567 03-1234-5678") == Read("03-1234-5678")
    assert read_other_phone("090-0123-4567") == Read()


@given(digits=st.from_regex(r"0[5789]0[1-9][0-9]{7}|0[1-9][1-9][0-9]{7}", fullmatch=True))
def test_wherever_the_oracle_sees_a_possible_number_the_digits_agree(digits):
    found = read_phone(digits)
    oracle = phonenumbers.parse(digits, "JP")
    if phonenumbers.is_valid_number(oracle):
        national = phonenumbers.format_number(oracle, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert found.value is not None
        assert found.value == national
    if found.value is not None:
        assert re.sub(r"\D", "", found.value) == digits


@given(digits=st.from_regex(r"0[79]00[0-9]{7}", fullmatch=True))
def test_a_mobile_number_in_every_form_reads_back(digits):
    phone = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    wide = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for text in (digits, digits[1:], phone, phone.replace("-", " "), wide, "+81" + digits[1:]):
        assert read_phone(text) == Read(phone)


@given(text=st.one_of(st.text(), st.text("0123456789-+() 内線/、ー", max_size=20)))
def test_any_text_is_a_phone_or_a_code_and_never_an_exception(text):
    for read in (read_phone, read_other_phone, read_postal, read_email):
        found = read(text)
        assert found.value is None or (isinstance(found.value, str) and found.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123-4567", Read("123-4567")),
        ("1234567", Read("123-4567")),
        ("〒123-4567", Read("123-4567")),
        ("１２３－４５６７", Read("123-4567")),
        ("0600001", Read("060-0001")),
        ("600001", Read("060-0001", "postal_zero_restored")),
        ("600001.0", Read("060-0001", "postal_zero_restored")),
        ("", Read()),
        ("0", Read()),
        ("12345", Read(None, "unreadable_postal")),
        ("東京", Read(None, "unreadable_postal")),
    ],
)
def test_postal_codes(text, found):
    assert read_postal(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Taro@Example.JP", Read("taro@example.jp")),
        ("ｔａｒｏ＠example.jp", Read("taro@example.jp")),
        ("mailto:taro@example.jp", Read("taro@example.jp")),
        ("<taro@example.jp>", Read("taro@example.jp")),
        ("なし", Read()),
        ("taro@", Read(None, "unreadable_email")),
        ("携帯のみ", Read(None, "unreadable_email")),
    ],
)
def test_mail_addresses(text, found):
    assert read_email(text) == found


@pytest.mark.parametrize(
    "names",
    [
        ("髙橋　健一", "高橋健一", "高橋 健一様", "髙橋健一 さん"),
        ("渡邉 花子", "渡邊花子", "渡辺　花子"),
        ("齋藤 実", "斎藤実", "斉藤　実"),
        ("㈱山田試験堂", "株式会社山田試験堂", "山田試験堂（株）", "山田試験堂 株式会社 御中"),
        ("ﾀｶﾊｼ ｹﾝｲﾁ", "タカハシケンイチ"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_one_person_typed_in_several_ways_has_one_key(names):
    assert len({name_key(name) for name in names}) == 1
    assert len({made_id(name, "090-0123-4567") for name in names}) == 1


def test_a_made_id_tells_people_of_other_names_and_phones_apart():
    made = {made_id("佐藤健一"), made_id("佐藤健二"), made_id("佐藤健一", "090-0123-4567")}
    assert len(made) == 3
    assert made_id("佐藤健一", "09001234567") == made_id("佐藤健一", "090-0123-4567")
    assert made_id("") == ""
    assert name_key("株式会社") == "株式会社"


def test_a_reading_is_kept_in_full_width_katakana():
    assert katakana("ﾀｶﾊｼ　たろう") == "タカハシ タロウ"
