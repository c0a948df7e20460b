"""Who shares stands in one private file; passwords are long and kept as slow hashes alone."""

from __future__ import annotations

import json
import os
import re
import stat

import pytest

from core.errors import DaifukuchoError, StoreError
from core.rules.roles import Role
from core.share import passwords, terminal
from core.share.passwords import hashed, matches, matches_nobody, passphrase, refusal
from core.share.people import MOST, People
from tests.core.sharing import GOOD


@pytest.fixture
def people(tmp_path):
    return People(tmp_path)


@pytest.mark.parametrize(
    "password",
    ["", "short", "14 characters!", "passwordpassword", "Pass-word 1234567", "aaaaaaaaaaaaaaaa",
     "1234567890123456", "9876543210987654", "abcabcabcabcabcabc", "qwertyuiop123456",
     "daifukucho 202611", "大福帳大福帳大福帳大福帳大福帳", "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
     "x" * 300],
)  # fmt: skip
def test_short_long_and_obvious_passwords_are_refused_with_a_sentence(password):
    assert refusal(password) is not None


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct staple battery horse", "猫がこたつで丸くなる冬の午後三時"],
)
def test_a_long_one_will_do_whatever_stands_in_it(password):
    assert refusal(password, "hanako") is None


def test_a_pass_phrase_of_ours_will_do():
    assert refusal(passphrase(), "hanako") is None


def test_the_own_name_with_a_few_digits_is_no_password():
    assert refusal("hanako hanako 2026", "hanako") is not None


def test_a_pass_phrase_of_ours_has_99_bits_and_no_sign_that_is_taken_for_another():
    made = {passphrase() for _n in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"(?:[a-hj-km-np-z2-9]{4}-){4}[a-hj-km-np-z2-9]{4}", m) for m in made)


def test_the_hash_is_argon2id_with_at_least_19_mib_and_2_passes():
    kept = hashed(GOOD)
    memory, passes, lanes = map(int, re.search(r"\$m=(\d+),t=(\d+),p=(\d+)\$", kept).groups())
    assert kept.startswith("$argon2id$")
    assert memory >= 19 * 1024
    assert passes >= 2
    assert lanes >= 1
    assert GOOD not in kept


def test_only_the_password_fits_and_a_damaged_hash_fits_nothing():
    kept = hashed(GOOD)
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD + " ")
    assert not matches(kept[:-4], GOOD)
    assert not matches("", GOOD)
    assert not matches_nobody(GOOD)


def test_a_name_that_nobody_has_costs_a_whole_hash_too(monkeypatch):
    asked = []
    monkeypatch.setattr(passwords, "matches", lambda kept, said: asked.append((kept, said)))
    assert not matches_nobody(GOOD)
    assert [(kept[:10], said) for kept, said in asked] == [("$argon2id$", GOOD)]


def test_people_are_found_by_name_as_it_is_typed_and_sorted_by_role(people):
    people.add("花子 ＡＢＣ", Role.STAFF, GOOD)
    people.add("owner", Role.OWNER, GOOD)
    assert people.by_name("花子abc").role is Role.STAFF
    assert people.by_name("OWNER").role is Role.OWNER
    assert people.by_name("nobody") is None
    assert [person.role for person in people.all()] == [Role.OWNER, Role.STAFF]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_name_is_needed(people, name):
    with pytest.raises(StoreError):
        people.add(name, Role.OWNER, GOOD)


def test_two_of_one_name_a_bad_password_and_a_crowd_are_refused(people):
    people.add("owner", Role.OWNER, GOOD)
    with pytest.raises(StoreError):
        people.add("Owner", Role.STAFF, GOOD)
    with pytest.raises(StoreError):
        people.add("hanako", Role.STAFF, "short")
    assert len(people.kept().people) == 1
    assert MOST >= 20


def test_somebody_has_to_stay_the_owner(people):
    owner = people.add("owner", Role.OWNER, GOOD)
    with pytest.raises(StoreError):
        people.set_role(owner.id, Role.STAFF)
    with pytest.raises(StoreError):
        people.remove(owner.id)
    assert people.owners() == [owner]


def test_who_was_removed_comes_back_with_the_same_password(people):
    people.add("owner", Role.OWNER, GOOD)
    hanako = people.add("hanako", Role.STAFF, GOOD)
    people.remove(hanako.id)
    assert people.by_name("hanako") is None
    assert [person.name for person in people.gone()] == ["hanako"]
    people.bring_back(hanako.id)
    assert people.by_name("hanako").password == hanako.password


@pytest.mark.parametrize("act", ["set_role", "new_password", "sign_out_everywhere", "bring_back"])
def test_every_change_of_a_person_ends_what_was_signed_in_before(people, act):
    people.add("owner", Role.OWNER, GOOD)
    hanako = people.add("hanako", Role.STAFF, GOOD)
    more = {"set_role": (Role.VIEWER,), "new_password": (passphrase(),)}.get(act, ())
    getattr(people, act)(hanako.id, *more)
    assert people.by_id(hanako.id).version == hanako.version + 1


def test_nobody_who_is_not_there_is_changed(people):
    people.add("owner", Role.OWNER, GOOD)
    with pytest.raises(StoreError):
        people.set_role("0" * 16, Role.STAFF)


def test_the_file_is_private_holds_no_password_and_survives_a_restart(people, tmp_path):
    people.add("owner", Role.OWNER, GOOD)
    people.set_hours(2, 99)
    file = tmp_path / "people.json"
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
    assert GOOD not in file.read_text(encoding="utf-8")
    again = People(tmp_path)
    assert matches(again.by_name("owner").password, GOOD)
    assert (again.kept().idle_hours, again.kept().days) == (2, 31)
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"people": [{"id": 1}], "days": 1}', "\x00"])
def test_a_damaged_file_lets_nobody_in_and_says_so(people, tmp_path, text):
    (tmp_path / "people.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged"):
        people.all()


def test_a_role_that_is_not_known_is_damage_and_never_taken_for_the_owner(people, tmp_path):
    people.add("owner", Role.OWNER, GOOD)
    file = tmp_path / "people.json"
    held = json.loads(file.read_text(encoding="utf-8"))
    held["people"][0]["role"] = "root"
    file.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(StoreError):
        people.owners()


# ---- on the terminal, before sharing begins


def test_without_a_terminal_the_owner_gets_a_pass_phrase_shown_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    terminal.see_to_an_owner(People(tmp_path))
    shown = set(re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){4}", capsys.readouterr().out))
    assert len(shown) == 1
    assert matches(People(tmp_path).by_name("owner").password, shown.pop())
    terminal.see_to_an_owner(People(tmp_path))
    assert capsys.readouterr().out == ""


def test_the_owner_types_a_password_twice_until_it_will_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter(["short", GOOD, "another one that is long", GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    terminal.see_to_an_owner(People(tmp_path))
    assert matches(People(tmp_path).by_name("owner").password, GOOD)
    assert GOOD not in capsys.readouterr().out


def test_a_terminal_that_is_closed_instead_of_an_answer_makes_no_owner(tmp_path, monkeypatch):
    def closed(_prompt):
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", closed)
    with pytest.raises(DaifukuchoError, match="the owner has no password"):
        terminal.see_to_an_owner(People(tmp_path))
    assert People(tmp_path).owners() == []


def test_an_empty_line_on_the_terminal_has_one_made(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "")
    terminal.see_to_an_owner(People(tmp_path))
    assert re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){4}", capsys.readouterr().out)


def test_a_forgotten_password_is_made_anew_for_who_is_there(tmp_path):
    people = People(tmp_path)
    people.add("owner", Role.OWNER, GOOD)
    terminal.new_password(people, "owner")
    assert not matches(People(tmp_path).by_name("owner").password, GOOD)
    with pytest.raises(DaifukuchoError, match="Nobody is called"):
        terminal.new_password(people, "nobody")


def test_the_address_is_drawn_as_a_code_on_the_terminal(capsys):
    terminal.draw("http://192.0.2.7:8520")
    assert len(capsys.readouterr().out.splitlines()) > 10
