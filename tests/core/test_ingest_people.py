"""Same person? Pairs worked by hand, the hard list, households (SHEETS 4 and 9)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ingest.people import (
    Finder,
    crowded_words,
    household_ids,
    reason_words,
    same_people,
)
from core.ingest.people_keys import company_key, keys_of, phone_key, place_key
from core.ingest.people_names import parts_of, reading_key, surnames_in
from core.locale.words import LANGUAGES, say
from core.settings import Settings
from core.tables import TABLES
from tests.drills.share import examples
from tests.people_list import hard_list, score

SETTINGS = Settings()
PHONE, OTHER = "090-0123-4567", "090-0765-4321"


def frame(*rows):
    numbered = [{"customer_id": f"C{n}", **row} for n, row in enumerate(rows, 1)]
    return TABLES["customers"].shape(pd.DataFrame(numbered))


def pairs(*rows, changed=None):
    return same_people(frame(*rows), settings=SETTINGS.changed(changed or {}))


def verdict(one, other):
    """What becomes of two customers: same, ask, or nothing."""
    found = pairs(one, other)
    return found["verdict"].iloc[0] if len(found) else ""


def reasons(one, other):
    (row,) = pairs(one, other).itertuples()
    return set(row.reasons)


def person(name, **columns):
    return {"name": name, "phone": PHONE, **columns}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋 花子", "高橋 花子"),  # case 64
        ("渡邉 花子", "渡辺花子"),
        ("渡邊　花子", "渡辺 花子様"),
        ("佐藤 健一", "佐藤健一さん"),
        ("佐藤 健一", "健一 佐藤"),
        ("佐藤健一", "健一佐藤"),
        ("佐藤 さくら", "佐藤 サクラ"),
        ("ｻﾄｳ ｹﾝｲﾁ", "さとう けんいち"),  # case 58
        ("佐藤 健一（VIP）", "佐藤 健一"),
        ("小鳥遊花子", "小鳥遊 花子"),
    ],
)
def test_one_name_however_typed_with_one_phone_is_one_person(one, other):
    assert verdict(person(one), person(other)) == "same"
    assert verdict({"name": one}, {"name": other}) == ""


def test_two_members_of_a_family_on_one_phone_are_two_people():
    family = [
        person("山田 太郎", kana="やまだ たろう", address="青葉市中央1-2-3"),
        person("山田 花子", kana="やまだ はなこ", address="青葉市中央1-2-3"),
        person("山田 一郎", address="青葉市中央1-2-3"),
        person("ﾔﾏﾀﾞ ｼﾞﾛｳ", address="青葉市中央1-2-3"),
    ]
    assert pairs(*family).empty


def test_namesakes_with_another_birthday_are_two_people():  # case 65
    one = {"name": "佐藤 健一", "birthday": "1980-04-01"}
    assert verdict(one, {"name": "佐藤 健一", "birthday": "1991-08-05"}) == ""
    assert verdict(one, {"name": "佐藤 健一", "birthday": "08-05", "phone": PHONE}) == ""
    assert verdict(one | {"phone": PHONE}, person("佐藤 健一", birthday="1991-08-05")) == ""


def test_where_all_but_the_birthday_agrees_the_owner_is_asked():
    rest = {"email": "a@example.jp", "address": "青葉市中央1-2-3"}
    one = person("佐藤 健一", birthday="1980-04-01", **rest)
    other = person("佐藤 健一", birthday="1980-04-10", **rest)
    assert verdict(one, other) == "ask"
    assert "birthday_differs" in reasons(one, other)


@pytest.mark.parametrize(
    "shared",
    [
        {"phone": PHONE},
        {"email": "hana@example.jp"},
        {"address": "青空県青葉市中央1-2-3"},
        {"birthday": "1980-04-01"},
    ],
)
def test_a_whole_name_with_any_one_mark_is_enough(shared):
    assert verdict({"name": "佐藤 健一", **shared}, {"name": "佐藤健一", **shared}) == "same"


def test_nobody_is_joined_by_phone_mail_or_house_alone():
    shared = {"phone": PHONE, "email": "a@example.jp", "address": "青葉市中央1-2-3"}
    assert verdict({"name": "佐藤 健一", **shared}, {"name": "鈴木 花子", **shared}) == ""


def test_namesakes_born_on_one_day_of_whom_all_else_differs_are_asked_about():
    one = person("佐藤 健一", birthday="1980-04-01", email="a@example.jp")
    other = {"name": "佐藤 健一", "birthday": "1980-04-01", "phone": OTHER}
    assert verdict(one, other) == "same"
    assert verdict(one, other | {"email": "b@example.jp"}) == "ask"
    assert verdict(one, other | {"email": "a@example.jp"}) == "same"


def test_a_given_name_written_otherwise_is_asked_about_where_even_the_birthday_agrees():
    born = {"birthday": "1980-04-01"}
    assert verdict(person("佐藤 真由美", **born), person("佐藤 真弓", **born)) == "ask"
    kana = {"kana": "さとう まゆみ"}, {"kana": "さとう まゆこ"}
    twins = person("佐藤 真由美", **born, **kana[0]), person("佐藤 真由子", **born, **kana[1])
    assert verdict(*twins) == ""


def test_a_birthday_known_without_its_year_is_asked_about():
    one = {"name": "佐藤 健一", "birthday": "1980-04-01"}
    assert verdict(one, {"name": "佐藤 健一", "birthday": "04-01"}) == "ask"


def test_homophones_on_one_phone_are_one_person_but_not_for_a_birthday_alone():
    yuko, other = (
        {"name": "佐藤 裕子", "kana": "さとう ゆうこ"},
        {"name": "佐藤 優子", "kana": "サトウ ユウコ"},
    )
    assert verdict(yuko | {"phone": PHONE}, other | {"phone": PHONE}) == "same"
    day = {"birthday": "1980-04-01"}
    assert verdict(yuko | day, other | day) == "ask"
    assert "sounds_alike" in reasons(yuko | day, other | day)


def test_a_name_in_kana_is_known_by_the_reading_of_the_other():
    one = person("佐藤 健一", kana="サトウ ケンイチ")
    assert verdict(one, person("さとうけんいち")) == "same"
    assert "kana_only" in reasons(one, person("さとうけんいち"))
    assert verdict(one, person("ｻﾄｳ ﾊﾅｺ")) == ""


def test_a_name_in_kana_is_known_by_how_others_of_the_list_read_it():
    reader = {"name": "鈴木 健一", "kana": "スズキ ケンイチ"}
    assert pairs(reader, person("佐藤 健一"), person("サトウケンイチ"))["one"].tolist() == ["C2"]
    assert pairs(reader, person("佐藤 健一"), person("ケンイチ サトウ"))["one"].tolist() == ["C2"]
    assert pairs(reader, person("佐藤 健一"), person("サトウハナコ")).empty
    assert pairs(reader, person("佐藤 健一"), person("サトウ"))["verdict"].tolist() == ["ask"]
    # Nobody says how 健一 is read: a family shares phone and house, so this says nothing.
    assert pairs(person("佐藤 健一"), person("サトウ ケンイチ")).empty


def test_a_changed_family_name_is_asked_about_and_joined_with_phone_and_birthday():
    maiden, married = person("田中 美咲"), person("佐藤 美咲")
    assert verdict(maiden, married) == "ask"
    assert "surname_changed" in reasons(maiden, married)
    day = {"birthday": "1990-05-05"}
    assert verdict(maiden | day, married | day) == "same"
    assert verdict({"name": "田中 美咲"} | day, {"name": "佐藤 美咲"} | day) == ""


def test_a_bare_family_name_is_asked_about_only_where_one_person_can_be_meant():
    assert pairs(person("佐藤 健一"), person("佐藤様"))["verdict"].tolist() == ["ask"]
    assert pairs(person("佐藤 健一"), person("佐藤"), person("佐藤 花子")).empty
    found = pairs(person("佐藤 健一"), person("佐藤健一様"), person("佐藤"))
    assert sorted(found["verdict"]) == ["ask", "ask", "same"]
    born = {"birthday": "1980-04-01"}
    family = person("佐藤 健一", **born), person("佐藤 花子"), person("佐藤", **born)
    assert pairs(*family)[["one", "other"]].to_numpy().tolist() == [["C1", "C3"]]


def test_a_family_name_that_contradicts_the_reading_beside_it_is_said_to_be_written_otherwise():
    kana = {"kana": "しまだ えいこ"}
    found = reasons(person("島田 栄子", **kana), person("関 栄子", **kana))
    assert "family_sounds" in found
    assert "family_equal" not in found


def test_a_slip_in_the_phone_is_seen_where_the_whole_name_agrees():
    assert verdict(person("佐藤 健一"), person("佐藤健一", phone="090-0123-4568")) == "same"
    assert verdict(person("佐藤 健一"), person("佐藤健一", phone="090-0123-5467")) == "same"
    assert verdict(person("佐藤 健一"), person("佐藤健一", phone=OTHER)) == ""
    assert verdict(person("佐藤 健一"), person("佐藤 花子", phone="090-0123-4568")) == ""


def test_a_second_phone_counts_too():
    assert verdict(person("佐藤 健一"), {"name": "佐藤健一", "phone_other": PHONE}) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("㈱山田", "株式会社山田"), ("株式会社山田", "山田（株）"), ("山田株式会社 御中", "㈱ 山田")],
)
def test_a_company_is_one_wherever_its_form_stands(one, other):  # case 66
    assert verdict({"name": one}, {"name": other}) == "same"
    assert verdict(person(one), person(other)) == "same"
    assert verdict(person(one), {"name": other, "address": "青葉市中央1-2-3"}) == "ask"


def test_branches_other_towns_other_forms_and_other_contacts_are_not_one_company():
    head = person("株式会社山田")
    assert verdict(head, person("株式会社山田 大阪支店")) == ""
    assert verdict(head, {"name": "㈱山田", "phone": OTHER}) == ""
    assert verdict(head, person("有限会社山田")) == "ask"
    named = head | {"contact_person": "佐藤 健一"}
    assert verdict(named, head | {"contact_person": "鈴木"}) == ""
    assert verdict(named, head | {"contact_person": "佐藤"}) == "same"
    assert verdict(named, head) == "same"


def test_a_company_of_which_nothing_is_known_is_not_put_to_one_of_two():
    found = pairs(
        {"name": "㈱山田", "phone": "03-1123-4567"},
        {"name": "㈱山田", "phone": "06-1222-2222"},
        {"name": "山田㈱"},
    )
    assert found.empty


def test_a_person_is_no_company():
    assert verdict(person("山田", kind="person"), person("山田㈱")) == ""
    assert verdict(person("山田商店"), person("山田商店㈱")) == "ask"
    assert verdict(person("山田商店", kind="company"), person("山田商店㈱")) == "same"


def test_numbers_are_no_evidence():  # case 20 and two shops with the same numbers
    lost = "1234567890123456800"
    rows = TABLES["customers"].shape(
        pd.DataFrame(
            [
                {"customer_id": lost, "name": "佐藤 健一"},
                {"customer_id": f"本店:{lost}", "name": "佐藤 健一"},
            ]
        )
    )
    assert same_people(rows, settings=SETTINGS).empty


def test_a_number_that_half_the_list_has_is_nobodys_own():
    names = [f"佐藤 健{n}" for n in "一二三四五六七八九"]
    shop = [person(name) for name in names for _twice in range(2)]
    assert pairs(*shop, changed={"people.crowded": 10}).empty
    (said,) = crowded_words(frame(*shop), SETTINGS.changed({"people.crowded": 10}))
    assert say(said, "en") == "09001234567 stands with 18 customers, so it tells nobody apart."
    assert len(pairs(*shop)) == 9
    assert crowded_words(frame(*shop), SETTINGS) == ()


def test_a_group_too_large_to_compare_is_passed_over():
    same_name = [{"name": "佐藤 健一", "birthday": "1980-04-01"} for _n in range(4)]
    assert len(pairs(*same_name)) == 6
    assert pairs(*same_name, changed={"people.block_most": 3}).empty


def test_fillers_are_no_phone():
    assert phone_key("000-0000-0000") == phone_key("03-1111-11") == ""
    assert phone_key("090-0123-4567") == "09001234567"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青空県青葉市中央1丁目2番3号", "青葉市中央１－２－３"),
        ("青葉市中央一丁目2番地3", "青葉市中央1-2-3"),
        ("青葉市中央十二丁目2-3", "青葉市中央12-2-3"),
        ("青葉市大字南1-2 コーポ101号室", "青葉市南1−2コーポ101"),
        ("札幌市北区北12条西3丁目4番5号", "北海道札幌市北区北12条西3-4-5"),
    ],
)
def test_one_house_however_its_address_is_written(one, other):
    assert place_key(one) == place_key(other) != ("", "")


@pytest.mark.parametrize("address", ["", "青葉市中央", "1-2-3", "青"])
def test_an_address_without_a_town_and_a_number_is_no_mark(address):
    assert place_key(address) == ("", "")


def test_two_flats_of_a_house_are_two_homes():
    one = {"name": "佐藤 健一", "address": "青葉市中央1-2-3 コーポ101"}
    assert verdict(one, {"name": "佐藤 健一", "address": "青葉市中央1-2-3-102"}) == ""
    assert verdict(one, {"name": "佐藤 健一", "address": "青葉市中央1-2-3-101"}) == "same"
    assert verdict(one, {"name": "佐藤 健一", "address": "青葉市中央1-2-3"}) == "same"


def test_readings_are_one_however_long_vowels_and_small_kana_are_written():
    assert (
        reading_key("ｵｵﾉ ｼﾖｳｺ") == reading_key("おうの しょーこ") == reading_key("オーノショウコ")
    )


def test_names_are_cut_at_common_family_names_and_at_those_of_the_list():
    surnames = surnames_in([("水無瀬 葵", ""), ("水無瀬 楓", ""), ("健一 佐藤", "")])
    assert parts_of("佐々木健一", "ササキケンイチ", surnames).given_reading == "ケンイチ"
    assert parts_of("水無瀬葵", "", surnames).given == "葵"
    assert parts_of("東海林太郎", "", surnames).family == "東海林"
    assert parts_of("健一", "", surnames).family == ""
    assert parts_of("さとうけんいち", "", surnames).given == "ケンイチ"
    assert parts_of("さとう", "", surnames).given == ""
    assert parts_of("あい", "", surnames).family == ""
    assert parts_of("佐藤", "サトウ", surnames).family_reading == "サトウ"


def test_a_company_in_any_form():
    assert company_key("特定非営利活動法人 みどり") == ("みどり", "特")
    assert company_key("佐藤 健一") == ("佐藤健一", "")


def test_keys_of_no_customers_are_no_rows():
    empty = TABLES["customers"].empty()
    assert keys_of(empty, crowded=5).empty
    assert same_people(empty, settings=SETTINGS).empty
    assert household_ids(empty, SETTINGS).empty


def test_every_reason_is_said_in_both_languages():
    found = pairs(person("佐藤 健一"), person("佐藤健一"), {"name": "㈱山田"}, {"name": "山田㈱"})
    codes = {code for row in found["reasons"] for code in row}
    assert codes == {"name_equal", "family_equal", "phone", "company_equal", "nothing_else"}
    said = {say(reason_words(code), language) for code in codes for language in LANGUAGES}
    assert len(said) == 2 * len(codes)
    with pytest.raises(KeyError):
        reason_words("nothing of the kind")


def test_a_finder_answers_as_the_rule_does_and_its_mark_follows_the_settings():
    finder, rows = Finder(SETTINGS), frame(person("佐藤 健一"), person("佐藤健一"))
    found, homes = finder.find(rows)
    assert found.equals(same_people(rows, settings=SETTINGS))
    assert homes.equals(household_ids(rows, SETTINGS))
    assert finder.crowded(rows) == ()
    assert finder.mark != Finder(SETTINGS.changed({"people.same_from": 9})).mark


# ---- households


def test_one_family_name_with_one_phone_or_one_house_is_a_household():
    home = {"address": "青葉市中央1-2-3"}
    ids = household_ids(
        frame(
            person("山田 太郎"),
            {"name": "山田 花子", "phone_other": PHONE, **home},
            {"name": "山田一郎", **home},
            {"name": "鈴木 花子", **home},
            person("佐藤 健一"),
            {"name": "山田 次郎", "phone": OTHER},
        ),
        SETTINGS,
    ).tolist()
    assert ids[0] == ids[1] == ids[2]
    assert ids[0].startswith("H-")
    assert ids[3:] == ["", "", ""]


def test_what_the_owner_wrote_about_a_household_stands():
    ids = household_ids(
        frame(person("山田 太郎", household_id="本家"), person("山田 花子")), SETTINGS
    )
    assert ids.tolist() == ["本家", "本家"]
    ids = household_ids(
        frame(
            person("山田 太郎", household_id="1"),
            person("山田 花子", household_id="2"),
            person("山田 一郎"),
        ),
        SETTINGS,
    )
    assert ids.tolist() == ["1", "2", ""]


def test_contacts_of_one_company_are_a_group_but_not_namesakes_in_other_towns():
    ids = household_ids(
        frame(
            {"name": "㈱山田", "contact_person": "佐藤", "phone": PHONE},
            {"name": "株式会社山田", "contact_person": "鈴木", "phone": OTHER},
            {"name": "㈱鈴木", "address": "青葉市中央1-2-3"},
            {"name": "㈱鈴木", "address": "花園市東町4-5-6"},
            {"name": "㈱鈴木"},
            {"name": "山田 太郎", "phone": PHONE},
        ),
        SETTINGS,
    ).tolist()
    assert ids[0] == ids[1] != ""
    assert ids[2:] == ["", "", "", ""]


# ---- the hard list


def test_the_bars_are_reached_on_a_hard_list():
    made = hard_list(12_000)

    found = same_people(made.customers, settings=SETTINGS)

    automatic = found[found["verdict"] == "same"]
    precision, recall = score(automatic, made.truth)
    assert (precision >= 0.995, recall >= 0.85) == (True, True), (precision, recall)
    precision, recall = score(found, made.truth)
    assert (precision >= 0.99, recall >= 0.93) == (True, True), (precision, recall)


NAMES = st.sampled_from(
    ["佐藤 健一", "佐藤健一", "佐藤", "サトウ ケンイチ", "㈱佐藤", "健一 佐藤", ""]
)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": NAMES,
                "phone": st.sampled_from(["", PHONE, OTHER]),
                "birthday": st.sampled_from(["", "1980-04-01", "04-01", "05-02"]),
                "kana": st.sampled_from(["", "さとう けんいち", "?"]),
            }
        ),
        min_size=2,
        max_size=6,
    )
)
def test_the_order_of_the_list_changes_no_verdict(rows):
    def said(some):
        found = same_people(some, settings=SETTINGS)
        both = zip(found["one"], found["other"], found["verdict"], strict=True)
        return {(*sorted((one, other)), verdict) for one, other, verdict in both}

    made = frame(*rows)
    assert said(made) == said(made.iloc[::-1].reset_index(drop=True))


def test_a_ledger_of_nobody_has_the_answer_of_the_rule_without_asking_it():
    nobody, settings = TABLES["customers"].empty(), Settings()
    pairs, households = Finder(settings).find(nobody)
    pd.testing.assert_frame_equal(pairs, same_people(nobody, settings=settings))
    pd.testing.assert_series_equal(households, household_ids(nobody, settings))
