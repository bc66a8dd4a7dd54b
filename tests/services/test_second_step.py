"""二段階認証: every code opens once, on both databases, however many ask; guesses are counted."""

import threading
from datetime import timedelta
from itertools import count

import pyotp
import pytest
from sqlalchemy import select

from models import second_factor
from models.database import Database
from models.second_factor import RecoveryCode, SecondFactor
from models.staff import AuditEntry, Staff
from services import personnel, second_step, sessions
from services.sealing import Sealer
from tests.conftest import FakeClock

SEALER = Sealer(["k" * 40], "second factor")
NUMBERS = count(1)


def hire(database: Database, clock: FakeClock, role: str = "agent") -> Staff:
    number = next(NUMBERS)
    with database.begin() as uow:
        row = Staff(
            email=f"p{number}@example.jp", role=role, fs_uniquifier=f"u{number}", active=True,
            created_at=clock(),
        )  # fmt: skip
        uow.session.add(row)
        uow.commit()
    return row


def protect(database: Database, clock: FakeClock, staff: Staff) -> tuple[pyotp.TOTP, list[str]]:
    """Set up and confirmed; the app and the sheet."""
    with database.begin() as uow:
        secret = second_step.begin(uow.session, SEALER, staff, clock())
        assert secret is not None
        app = pyotp.TOTP(secret)
        codes = second_step.confirm(uow.session, SEALER, staff, app.at(clock()), clock())
        uow.commit()
    assert codes is not None
    clock.advance(seconds=60)
    return app, codes


def show(
    database: Database, clock: FakeClock, staff: Staff, typed: str, sealer: Sealer = SEALER
) -> str | None:
    with database.begin() as uow:
        how = second_step.is_right(uow.session, sealer, staff, typed, clock())
        uow.commit()
    return how


def test_it_counts_only_after_one_right_code(database: Database, clock: FakeClock) -> None:
    staff = hire(database, clock)
    with database.begin() as uow:
        secret = second_step.begin(uow.session, SEALER, staff, clock())
        assert secret is not None
        wrong = f"{(int(pyotp.TOTP(secret).at(clock())) + 1) % 1_000_000:06}"
        assert second_step.confirm(uow.session, SEALER, staff, wrong, clock()) is None
        uow.commit()
    with database.read() as reading:
        assert not second_factor.confirmed(reading, staff.id)
        assert secret not in reading.get_one(SecondFactor, staff.id).sealed
    assert show(database, clock, staff, pyotp.TOTP(secret).at(clock())) is None
    protect(database, clock, staff)
    with database.begin() as uow:
        assert second_factor.confirmed(uow.session, staff.id)
        assert second_step.begin(uow.session, SEALER, staff, clock()) is None  # never replaced unasked


def test_a_code_opens_once_and_only_in_its_time(database: Database, clock: FakeClock) -> None:
    staff = hire(database, clock)
    app, _ = protect(database, clock, staff)
    code = app.at(clock())
    assert show(database, clock, staff, f"{code[:3]} {code[3:]}") == "code"
    assert show(database, clock, staff, code) is None  # replayed
    clock.advance(seconds=30)
    assert show(database, clock, staff, code) is None  # replayed while the app still shows its neighbour
    late = app.at(clock() - timedelta(seconds=90))
    assert show(database, clock, staff, late) is None
    full_width = str(app.at(clock())).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert show(database, clock, staff, full_width) == "code"


def test_the_code_that_turned_it_on_does_not_open_the_door_again(
    database: Database, clock: FakeClock
) -> None:
    staff = hire(database, clock)
    app, _ = protect(database, clock, staff)
    assert show(database, clock, staff, app.at(clock() - timedelta(seconds=60))) is None


def test_recovery_codes_work_once_each_and_only_hashes_are_kept(database: Database, clock: FakeClock) -> None:
    staff, other = hire(database, clock), hire(database, clock)
    _, codes = protect(database, clock, staff)
    protect(database, clock, other)
    assert len(set(codes)) == second_step.CODES
    assert show(database, clock, other, codes[0]) is None  # not theirs
    assert show(database, clock, staff, codes[0].lower().replace("-", " ")) == "recovery"
    assert show(database, clock, staff, codes[0]) is None
    with database.read() as reading:
        kept = reading.scalars(select(RecoveryCode.digest).where(RecoveryCode.staff_id == staff.id)).all()
        assert not {code.replace("-", "") for code in codes} & set(kept)
        assert second_factor.codes_left(reading, staff.id) == second_step.CODES - 1
    with database.begin() as uow:
        fresh = second_step.renew_codes(uow.session, staff, clock())
        uow.commit()
    assert show(database, clock, staff, codes[1]) is None
    assert fresh is not None
    assert show(database, clock, staff, fresh[0]) == "recovery"


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_two_who_show_the_same_code_at_once_one_comes_in(
    database: Database, clock: FakeClock, kind: str
) -> None:
    staff = hire(database, clock)
    app, codes = protect(database, clock, staff)
    typed = app.at(clock()) if kind == "code" else codes[0]
    opened: list[str | None] = []
    start = threading.Barrier(6)

    def try_it() -> None:
        start.wait()
        opened.append(show(database, clock, staff, typed))

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened, key=str) == [None] * 5 + [kind]


def test_guesses_stop_on_all_machines_and_time_heals(database: Database, clock: FakeClock) -> None:
    staff = hire(database, clock)
    app, _ = protect(database, clock, staff)
    allowed: list[bool] = []
    start = threading.Barrier(second_step.TRIES + 4)

    def guess() -> None:
        start.wait()
        with database.begin() as uow:
            found = second_step.count_try(uow.session, staff.id, clock())
            uow.commit()
        allowed.append(found)

    threads = [threading.Thread(target=guess) for _ in range(second_step.TRIES + 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == second_step.TRIES
    clock.advance(minutes=16)
    with database.begin() as uow:
        assert second_step.count_try(uow.session, staff.id, clock())
        uow.commit()
    assert show(database, clock, staff, app.at(clock())) == "code"


def test_a_right_code_forgets_the_misses(database: Database, clock: FakeClock) -> None:
    staff = hire(database, clock)
    app, _ = protect(database, clock, staff)
    for _ in range(3):
        for _ in range(second_step.TRIES - 1):
            with database.begin() as uow:
                assert second_step.count_try(uow.session, staff.id, clock())
                uow.commit()
        assert show(database, clock, staff, app.at(clock())) == "code"
        clock.advance(seconds=60)


def test_an_owner_resets_a_colleagues_and_not_their_own(database: Database, clock: FakeClock) -> None:
    owner, staff = hire(database, clock, "owner"), hire(database, clock)
    protect(database, clock, staff)
    with database.begin() as uow:
        sessions.begin(uow.session, staff, "code", "", clock())
        uow.commit()
    with database.begin() as uow:
        with pytest.raises(personnel.Refused, match="self"):
            personnel.reset_second_factor(uow.session, owner.id, owner.id, clock())
        personnel.reset_second_factor(uow.session, owner.id, staff.id, clock())
        uow.commit()
    with database.read() as reading:
        assert not second_factor.confirmed(reading, staff.id)
        assert reading.scalars(select(RecoveryCode)).all() == []
        entry = reading.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.staff_id, entry.subject) == (
            "staff.factor_reset",
            owner.id,
            f"staff:{staff.id}",
        )
        assert reading.get_one(Staff, staff.id).fs_uniquifier != staff.fs_uniquifier


def test_an_exchanged_key_still_opens_and_a_lost_one_does_not(database: Database, clock: FakeClock) -> None:
    staff = hire(database, clock)
    app, codes = protect(database, clock, staff)
    lost, exchanged = Sealer(["x" * 40], "second factor"), Sealer(["k" * 40, "n" * 40], "second factor")
    assert show(database, clock, staff, app.at(clock()), lost) is None
    assert show(database, clock, staff, app.at(clock()), exchanged) == "code"
    assert show(database, clock, staff, codes[0], lost) == "recovery"  # the sheet needs no key
    assert Sealer(["k" * 40], "another purpose").open(SEALER.seal("x")) is None
