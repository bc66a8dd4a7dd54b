"""スタッフ: links that work once, passwords, guesses counted across machines, their own LINE."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.database import Database
from models.staff import AuditEntry, Staff, by_email
from services import sessions, staffing
from services.passwords import is_correct, needs_rehash
from tests.conftest import FakeClock

PASSWORD = "correct horse battery"


def invite(database: Database, clock: FakeClock, email: str = "Sato@Example.jp", role: str = "agent") -> str:
    with database.begin() as uow:
        path = staffing.add(uow.session, email, role, "佐藤", clock())
        uow.commit()
    return path.rpartition("/")[2]


def use(database: Database, clock: FakeClock, token: str, password: str = PASSWORD) -> bool:
    with database.begin() as uow:
        staff = staffing.by_link(uow.session, token, clock())
        if staff is None:
            return False
        staffing.set_password(uow.session, staff, password, clock())
        uow.commit()
    return True


def guess(database: Database, clock: FakeClock, email: str, password: str, address: str = "10.0.0.1") -> str:
    """One sign-in from start to end: in, wrong or refused."""
    with database.begin() as uow:
        attempt = staffing.begin_attempt(uow.session, email, address, clock())
        uow.commit()
    if not attempt.allowed:
        return "refused"
    if not staffing.is_right(attempt, password):
        return "wrong"
    with database.begin() as uow:
        staff = staffing.end_attempt(uow.session, attempt, password, clock())
        if staff is not None:
            sessions.begin(uow.session, staff, "password", "", clock())
        uow.commit()
    return "in" if staff else "wrong"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many guesses are made: a check that costs nothing (the real one is tested apart)."""
    monkeypatch.setattr(
        staffing, "is_correct", lambda hashed, password: hashed is not None and password == PASSWORD
    )


def test_the_link_sets_a_password_once_and_only_once(database: Database, clock: FakeClock) -> None:
    token = invite(database, clock)
    assert use(database, clock, token)
    assert not use(database, clock, token)
    assert guess(database, clock, "sato@example.jp", PASSWORD) == "in"


def test_the_link_ends_after_two_days_and_when_a_newer_one_is_made(
    database: Database, clock: FakeClock
) -> None:
    old = invite(database, clock)
    new = invite(database, clock)
    assert not use(database, clock, old)
    clock.advance(hours=47, minutes=59)
    with database.read() as reading:
        assert staffing.by_link(reading, new, clock()) is not None
    clock.advance(minutes=1)
    assert not use(database, clock, new)


@pytest.mark.parametrize(
    "forged",
    ["", "1-99999999999-" + "a" * 32, "1", "0-0-0", "1-9999999999999999999999-" + "a" * 30, "x" * 5000],
)
def test_a_forged_link_opens_nothing(database: Database, clock: FakeClock, forged: str) -> None:
    invite(database, clock)
    assert not use(database, clock, forged)


def test_a_link_whose_end_was_changed_opens_nothing(database: Database, clock: FakeClock) -> None:
    staff_id, ends, secret = invite(database, clock).split("-", 2)
    assert not use(database, clock, f"{staff_id}-{int(ends) + 3600}-{secret}")


def test_inviting_again_keeps_the_person_and_ends_their_sessions(
    database: Database, clock: FakeClock
) -> None:
    use(database, clock, invite(database, clock))
    with database.read() as reading:
        before = by_email(reading, "sato@example.jp")
    invite(database, clock, role="lead")
    with database.read() as reading:
        (after,) = reading.scalars(select(Staff))
    assert before is not None
    assert (after.id, after.role, after.name) == (before.id, "lead", "佐藤")
    assert after.fs_uniquifier != before.fs_uniquifier


@pytest.mark.parametrize(("email", "role"), [("not an address", "agent"), ("a@b.jp", "boss"), ("", "agent")])
def test_an_impossible_address_or_role_is_one_clear_sentence(
    database: Database, clock: FakeClock, email: str, role: str
) -> None:
    with pytest.raises(staffing.BadStaff, match=r"is not an? "):
        invite(database, clock, email, role)


@pytest.mark.usefixtures("cheap")
def test_guesses_at_one_account_stop_even_from_many_addresses(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    results = [
        guess(database, clock, "sato@example.jp", "wrong", f"10.0.0.{n}")
        for n in range(staffing.ACCOUNT_TRIES + 3)
    ]
    assert results == ["wrong"] * staffing.ACCOUNT_TRIES + ["refused"] * 3
    assert guess(database, clock, "SATO@example.jp ", PASSWORD, "10.9.9.9") == "refused"
    clock.now += staffing.THROTTLE_WINDOW + timedelta(seconds=1)
    assert guess(database, clock, "sato@example.jp", PASSWORD) == "in"


@pytest.mark.usefixtures("cheap")
def test_one_address_cannot_try_many_accounts(database: Database, clock: FakeClock) -> None:
    results = [
        guess(database, clock, f"nobody{n}@example.jp", "wrong") for n in range(staffing.ADDRESS_TRIES + 2)
    ]
    assert results == ["wrong"] * staffing.ADDRESS_TRIES + ["refused"] * 2
    assert guess(database, clock, "somebody@example.jp", "wrong", "10.0.0.2") == "wrong"


@pytest.mark.usefixtures("cheap")
def test_an_unknown_account_is_throttled_just_like_a_known_one(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    for email in ("sato@example.jp", "nobody@example.jp"):
        tries = [
            guess(database, clock, email, "wrong", f"{email}{n}") for n in range(staffing.ACCOUNT_TRIES + 1)
        ]
        assert tries == ["wrong"] * staffing.ACCOUNT_TRIES + ["refused"]


@pytest.mark.usefixtures("cheap")
def test_a_right_password_forgets_the_misses_of_the_account(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    for _ in range(3):
        tries = [
            guess(database, clock, "sato@example.jp", "wrong") for _ in range(staffing.ACCOUNT_TRIES - 1)
        ]
        assert set(tries) == {"wrong"}
        assert guess(database, clock, "sato@example.jp", PASSWORD) == "in"


def test_a_person_who_left_cannot_sign_in(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    with database.begin() as uow:
        uow.session.scalars(select(Staff)).one().active = False
        uow.commit()
    assert guess(database, clock, "sato@example.jp", PASSWORD) == "wrong"


def test_a_password_changed_between_check_and_entry_does_not_enter(
    database: Database, clock: FakeClock
) -> None:
    use(database, clock, invite(database, clock))
    with database.begin() as uow:
        attempt = staffing.begin_attempt(uow.session, "sato@example.jp", "10.0.0.1", clock())
        uow.commit()
    use(database, clock, invite(database, clock), "another long password")
    with database.begin() as uow:
        assert staffing.end_attempt(uow.session, attempt, PASSWORD, clock()) is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "short"),
        ("x" * 12, "guessable"),
        ("012345678901", "guessable"),
        ("sato@example.jp", "guessable"),
        ("y" * 5 + "abcde" * 60, "long"),
        ("雨の日は本を読む、それだけ", None),
        (PASSWORD, None),
    ],
)
def test_a_password_must_be_long_and_not_the_obvious_one(password: str, problem: str | None) -> None:
    staff = Staff(email="sato@example.jp", name="佐藤")
    assert staffing.password_problem(staff, password) == problem


def test_full_width_letters_are_the_same_password_and_hashes_are_argon2id(
    database: Database, clock: FakeClock
) -> None:
    use(database, clock, invite(database, clock), "Ｃorrect　horse battery")
    with database.read() as reading:
        staff = reading.scalars(select(Staff)).one()
    assert staff.password is not None
    assert staff.password.startswith("$argon2id$")
    assert not needs_rehash(staff.password)
    assert is_correct(staff.password, "Correct horse battery")
    assert not is_correct(None, "the account that does not exist")


def test_the_line_code_is_short_lived_and_renewed(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    with database.begin() as uow:
        staff = uow.session.scalars(select(Staff)).one()
        first = staffing.issue_line_code(uow.session, staff, clock())
        second = staffing.issue_line_code(uow.session, staff, clock())
        assert first != second
        assert staff.line_code == second
        assert staff.line_code_until == clock() + staffing.LINE_CODE_LIFE


def test_the_audit_holds_ids_only(database: Database, clock: FakeClock) -> None:
    use(database, clock, invite(database, clock))
    guess(database, clock, "sato@example.jp", PASSWORD)
    with database.read() as reading:
        entries = list(reading.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["staff.invited", "staff.password_set", "staff.signed_in"]
    assert "sato" not in repr([(entry.subject, entry.actor, entry.detail) for entry in entries])
