"""共有する人: who may come in and as what, how others reach this computer, who saw what."""

from __future__ import annotations

import io
from collections.abc import Callable

import segno
import streamlit as st
from streamlit import config

from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.rules.roles import NAMES, SEES, Role
from core.share.door import Door
from core.share.passwords import SHORTEST, passphrase
from core.share.people import People, Person
from pages._ui import at_work, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.seen_log import seen_log
from pages._ui.words import md, t

MEANS: dict[Role, Words] = {
    Role.OWNER: _("Sees and does everything."),
    Role.STAFF: _(
        "Sees this week's calls, customer cards, complaints and promises, and writes down what "
        "came of talks. No money, no private notes; numbers only of who is to be called."
    ),
    Role.VIEWER: _("Sees this week's calls and customer cards, and changes nothing."),
}


def sharing(here: Here | None) -> None:
    """The whole section; without sharing, how to begin."""
    st.subheader(t(_("People who share")))
    door = at_work.SHARED.door
    if door is None:
        st.markdown(md(_("Nothing is shared now: only this computer can open the ledger.")))
        st.markdown(md(_("To let others in your shop work with it, close this program and start "
                         "it with:")))  # fmt: skip
        st.code("python3 start.py share", language=None)
        return
    if not at_work.sees().settings:
        return
    _said()
    reach()
    me = at_work.at_work()
    for person in door.people.all():
        _person(door, person, mine=me is not None and me.id == person.id)
    _gone(door)
    _add()
    _hours(door)
    seen_log(here, door)


def _said() -> None:
    """What was just done, in sight wherever the button stood: a password is shown this once."""
    if (said := state.SHARED_SAID.take()) is not None:
        with st.bottom:
            st.success(md(said))


def reach() -> None:
    """The address as text and QR code, and what plain HTTP does not protect."""
    tls = bool(config.get_option("server.sslCertFile"))
    hosts: list[str] = config.get_option("server.allowedHosts")
    url = f"http{'s' if tls else ''}://{hosts[0]}:{config.get_option('server.port')}"
    with st.container(horizontal=True, vertical_alignment="center", key="reach"):
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="png", scale=5)
        st.image(picture.getvalue(), width=170, alt=t(_("The address as a QR code")))
        said = _("On a phone or another computer open: {url}", url=url)
        st.markdown(f"**{md(said)}**")
    if not tls:
        st.warning(md(_("Nothing is encrypted on the way. Do not share over a Wi-Fi that others "
                        "use, such as one for customers.")))  # fmt: skip


def _person(door: Door, person: Person, *, mine: bool) -> None:
    with st.container(border=True, key=f"person_{person.id}"):
        st.markdown(f"**{md(person.name)}**　{md(NAMES[person.role])}")
        st.caption(md(MEANS[person.role]))
        open_now = door.sessions.count(person.id)
        st.markdown(md(n_("Signed in on {n} device.", "Signed in on {n} devices.", n=open_now)))
        with st.popover(t(_("Change")), key=f"change_{person.id}"):
            _mine(person) if mine else _theirs(person)


def _mine(person: Person) -> None:
    """One's own password; one's own role is changed by another owner."""
    with st.form(f"mine_{person.id}", border=False):
        st.text_input(t(_("New password of {n} characters or more", n=SHORTEST)),
                      key="own_password", type="password")  # fmt: skip
        st.form_submit_button(t(_("Change my password")), key="own_set", on_click=_own_password,
                              args=(person,))  # fmt: skip
    st.caption(md(_("You then sign in again with the new one.")))
    st.button(t(_("Sign out everywhere")), key=f"out_{person.id}", on_click=_out, args=(person,))


def _theirs(person: Person) -> None:
    key = f"role_{person.id}_{person.version}"
    st.selectbox(t(_("Role")), list(Role), index=list(Role).index(person.role),
                 **called(key, dict(NAMES)),
                 on_change=_set_role, args=(person.id, key))  # fmt: skip
    for name, label, act in (
        ("new", _("Make a new password"), _new_password),
        ("out", _("Sign out everywhere"), _out),
        ("off", _("Remove"), _remove),
    ):
        st.button(t(label), key=f"{name}_{person.id}", on_click=act, args=(person,))


def _gone(door: Door) -> None:
    """Who was removed, and the way back."""
    for person in door.people.gone():
        with st.container(horizontal=True, vertical_alignment="center", key=f"gone_{person.id}"):
            st.markdown(md(_("{name} was removed.", name=person.name)))
            st.button(t(_("Let in again")), key=f"back_{person.id}",
                      on_click=_bring_back, args=(person,))  # fmt: skip


def _add() -> None:
    with (
        st.expander(t(_("Add a person")), key="person_new"),
        st.form("person_form", clear_on_submit=True),
    ):
        st.text_input(t(_("Name to sign in with")), key="person_name", max_chars=40)
        st.selectbox(t(_("Role")), [Role.STAFF, Role.VIEWER, Role.OWNER],
                     **called("person_role", dict(NAMES)))  # fmt: skip
        st.text_input(
            t(_("Password of {n} characters or more; leave empty to have one made", n=SHORTEST)),
            key="person_password", type="password",
        )  # fmt: skip
        st.form_submit_button(t(_("Add")), key="person_add", on_click=_added)


def _hours(door: Door) -> None:
    kept = door.people.kept()
    left, right = st.columns(2)
    left.number_input(t(_("Sign out after so many hours without a click")), 1, 24,
                      kept.idle_hours, key="idle_hours", on_change=_set_hours)  # fmt: skip
    right.number_input(t(_("Sign in again after so many days in any case")), 1, 31,
                       kept.days, key="most_days", on_change=_set_hours)  # fmt: skip


def _do(what: str, act: Callable[[People], object], said: Words) -> bool:
    """Do it if it is the owner who asks, write it down, say it; a refusal is said too."""
    person, door = at_work.at_work(), at_work.SHARED.door
    if door is None or person is None or not SEES[person.role].settings:
        state.PROBLEM.put(_("Nothing was written: only the owner may do this."))
        return False
    try:
        act(door.people)
        door.trail.note("people", person=person.id, what=what)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return False
    state.SHARED_SAID.put(said)
    return True


def _added() -> None:
    typed = st.session_state
    name, given = " ".join(typed["person_name"].split()), typed["person_password"]
    role, password = Role(typed["person_role"]), given or passphrase()
    said = _("{name} may come in now.", name=name) if given else _made(name, password)
    _do("add", lambda people: people.add(name, role, password), said)


def _made(name: str, password: str) -> Words:
    return _("Password of {name}, shown this once: {made}", name=name, made=password)


def _set_role(person_id: str, key: str) -> None:
    role = Role(st.session_state[key])
    _do("role", lambda people: people.set_role(person_id, role), _("The role is changed."))


def _new_password(person: Person) -> None:
    made = passphrase()
    _do("password", lambda people: people.new_password(person.id, made),
        _made(person.name, made))  # fmt: skip


def _own_password(person: Person) -> None:
    typed = st.session_state["own_password"]
    _do("password", lambda people: people.new_password(person.id, typed),
        _("Your password is changed. Please sign in again."))  # fmt: skip


def _out(person: Person) -> None:
    _do("sign_out", lambda people: people.sign_out_everywhere(person.id),
        _("{name} has to sign in again everywhere.", name=person.name))  # fmt: skip


def _remove(person: Person) -> None:
    _do("remove", lambda people: people.remove(person.id),
        _("{name} cannot come in any more.", name=person.name))  # fmt: skip


def _bring_back(person: Person) -> None:
    _do("bring_back", lambda people: people.bring_back(person.id),
        _("{name} may come in now.", name=person.name))  # fmt: skip


def _set_hours() -> None:
    typed = st.session_state
    hours, days = typed["idle_hours"], typed["most_days"]
    _do("hours", lambda people: people.set_hours(hours, days),
        _("How long one stays signed in is changed."))  # fmt: skip
