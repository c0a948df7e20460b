"""Phones, postal codes and e-mail (SHEETS 4 and 9); phonenumbers is the oracle."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.contacts import read_email, read_other_phone, read_phone, read_postal
from core.ingest.postal import prefecture_of, prefectures_of
from core.ingest.values import Read
from tests.core.value_cases import said


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
        ("+44 20 7946 0958", "+44-20-7946-0958"),
        ("3-1234-5678", "03-1234-5678"),
        ("819001234567", "090-0123-4567"),  # +81 in a number cell
        ("81312345678", "03-1234-5678"),
        ("03/1234/5678", "03-1234-5678"),
        ("090・0123・4567", "090-0123-4567"),
        ("☎03-1234-5678", "03-1234-5678"),
        ("03-1234-5678（代）", "03-1234-5678"),
        ("03-1234-5678代表", "03-1234-5678"),
        ("03-1234-5678/79", "03-1234-5678"),
        ("12-34 / 090-0123-4567", "090-0123-4567"),
        ("TEL:03-1234-5678/FAX:03-1234-5679", "03-1234-5678"),
    ],
)
def test_every_way_to_write_a_phone(text, phone):
    assert said(read_phone(text)) == Read(phone)


def test_three_numbers_in_a_cell_are_said():
    text = "090-0123-4567/03-1234-5678/06-1234-5678"
    assert read_phone(text) == Read("090-0123-4567", "more_phones")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("090-0123-4567", ""),
        ("090 0123 4567", ""),
        ("+81 90-0123-4567", ""),
        ("9001234567", "zero_restored"),
        ("312345678", "zero_restored"),
        ("819001234567", "zero_restored"),
        ("０９０－０１２３－４５６７", "signs_changed"),
        ("03-1234-5678(自宅)", "phone_remark"),
        ("03-1234-5678 内線12", "phone_remark"),
        ("12-34 / 090-0123-4567", "phone_remark"),
        ("090-0123-4567 / 03-1234-5678", "two_phones"),
        ("自宅 03-1234-5678 携帯 090-0123-4567", "phone_remark"),
    ],
)
def test_what_was_done_to_a_phone_is_noted(text, code):
    found = read_phone(text)
    assert (found.code, found.state) == (code, "fixed" if code else "ok")


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
        ("９．０１Ｅ＋０９", "phone_digits_lost"),
        ("100000001", "unreadable_phone"),
        ("0100000001", "unreadable_phone"),
        ("1234-5678", "unreadable_phone"),  # without its area code
        ("FAX 03-1234-5679", "unreadable_phone"),
        ("090-0123-45678", "unreadable_phone"),
        ("a / b / c", "unreadable_phone"),
    ],
)
def test_what_is_no_phone_is_said(text, code):
    assert read_phone(text) == Read(None, code)


def test_the_second_number_of_a_cell_is_kept_as_the_other():
    assert read_other_phone("090-0123-4567 / 03-1234-5678") == Read("03-1234-5678")
    assert read_other_phone("090-0123-4567 03-1234-5678") == Read("03-1234-5678")
    assert read_other_phone("090-0123-4567(夫)\n080-0123-4567(妻)") == Read("080-0123-4567")
    assert read_other_phone("自宅 03-1234-5678 携帯 090-0123-4567") == Read("090-0123-4567")
    assert read_other_phone("TEL 03-1234-5678 FAX 03-1234-5679") == Read()
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


FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def written(phone):
    """A hyphenated phone as people and programs write it."""
    digits, spaced = phone.replace("-", ""), phone.replace("-", " ")
    area, local, last = phone.split("-")
    return [
        phone, digits, digits[1:], f"{digits[1:]}.0", spaced, phone.replace("-", "."),
        phone.replace("-", "ー"), phone.replace("-", "−"), phone.translate(FULL_WIDTH),
        digits.translate(FULL_WIDTH), f"{area}({local}){last}", f"({area}){local}-{last}",
        f"（{area}）{local}－{last}", f"+81{digits[1:]}", f"+81 {phone[1:]}", f"+81-{spaced[1:]}",
        f"0081-{phone[1:]}", f"81{digits[1:]}", f"'{digits}", f"TEL:{phone}", f"自宅 {phone}",
        f"{phone}(自宅)", f"{phone} 内線12", f" {phone} ",
    ]  # fmt: skip


@given(digits=st.from_regex(r"0[5789]0[0-9]{8}", fullmatch=True))
def test_a_mobile_number_in_every_form_reads_back(digits):
    phone = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    # 0800 is a free number unless its hyphens say otherwise.
    forms = [phone] if digits.startswith("0800") else written(phone)
    for text in forms:
        assert said(read_phone(text)) == Read(phone), text


@given(digits=st.from_regex(r"0[1-9][1-9][0-9]{7}", fullmatch=True))
def test_a_landline_in_every_form_reads_back(digits):
    phone = read_phone(digits).value
    for text in written(phone) if phone else []:
        found = read_phone(text).value
        assert found is not None, text
        assert re.sub(r"\D", "", found) == digits, text


@given(
    one=st.from_regex(r"090-0[0-9]{3}-[0-9]{4}", fullmatch=True),
    two=st.from_regex(r"03-1[0-9]{3}-[0-9]{4}", fullmatch=True),
    between=st.sampled_from([" / ", "/", "、", ",", "\n", " ", "  ", ";", "・", "または"]),
)
def test_of_two_numbers_the_first_is_the_phone_and_the_second_the_other(one, two, between):
    assert read_phone(f"{one}{between}{two}") == Read(one, "two_phones")
    assert read_other_phone(f"{one}{between}{two}") == Read(two)


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
        ("600001", Read("060-0001", "postal_zero_unsure")),
        ("600001.0", Read("060-0001", "postal_zero_unsure")),
        ("", Read()),
        ("0", Read()),
        ("12345", Read(None, "unreadable_postal")),
        ("東京", Read(None, "unreadable_postal")),
    ],
)
def test_postal_codes(text, found):
    assert said(read_postal(text)) == found


@pytest.mark.parametrize(
    ("text", "address", "found"),
    [
        ("600001", "北海道札幌市中央区北一条西", Read("060-0001", "postal_zero_restored")),
        ("300801", "青森県青森市新町", Read("030-0801", "postal_zero_restored")),
        ("100001", "秋田県秋田市中通", Read("010-0001", "postal_zero_restored")),
        ("200001", "　岩手県盛岡市", Read("020-0001", "postal_zero_restored")),
        ("10010", "北海道札幌市北区", Read("001-0010", "postal_zero_restored")),
        ("600001", "札幌市中央区", Read("060-0001", "postal_zero_unsure")),
        ("600001", "大阪府大阪市北区", Read(None, "unreadable_postal")),
        ("10010", "", Read(None, "unreadable_postal")),
        ("530001", "大阪府大阪市北区", Read(None, "unreadable_postal")),  # a digit is missing
        ("1000001", "大阪府大阪市北区", Read("100-0001")),  # nothing was lost
    ],
)
def test_a_lost_zero_is_put_back_where_the_address_fits(text, address, found):
    assert read_postal(text, address=address) == found


def test_every_prefecture_has_codes_and_no_prefix_lies_outside_the_country():
    prefixes = [f"{n:03d}" for n in range(1000)]
    named = {home for prefix in prefixes for home in prefectures_of(prefix)}
    assert len(named) == 47
    assert all(prefecture_of(f"{home}北町1-2") == home for home in named)
    assert prefectures_of("000") == frozenset()
    assert prefectures_of("060") == {"北海道"}
    assert prefecture_of("青葉県北町") == prefecture_of("札幌市") == prefecture_of("") == ""


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
        ("a@example.jp, b@example.jp", Read("a@example.jp", "more_emails")),
        ("taro..h.@example.jp", Read("taro..h.@example.jp")),  # carriers allowed such
        ("taro@example.con", Read("taro@example.con", "email_typo")),
        ("taro@docomo.ne", Read("taro@docomo.ne", "email_typo")),
        ("taro@gmail.co", Read("taro@gmail.co", "email_typo")),
        ("taro@docomo.ne.jp", Read("taro@docomo.ne.jp")),
    ],
)
def test_mail_addresses(text, found):
    assert said(read_email(text)) == found
