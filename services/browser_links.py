"""A mailed link gives a browser that was never in guesses of its own, while strangers guess at its account.

The link opens nothing. The browser that opens it is counted by itself, like one that was in before
(console/known_device.py); password and second step are asked for as ever. It is sent only while the account
is closed to strange browsers, and seldom: who asks too often makes its owner a few mails with good links.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.mail import Mail
from models.staff import Staff
from services import staffing

LIFE: Final = timedelta(minutes=30)
MAILS: Final = 3  # per account, in a quarter of an hour
ASKS: Final = 10  # per network
SUBJECT: Final = "【Sonogo】サインインの続き / Signing in to Sonogo"
BODY: Final = """\
サインインの失敗が続いたため、はじめてのブラウザからのサインインを、しばらくお受けしていません。
いまサインインしたいブラウザで、30分以内に次のリンクを開いてください。そのあと、いつものパスワードでサインインできます。

{url}

お心当たりがなければ、何もなさらないでください。リンクだけでは、だれも入れません。

Too many sign-ins went wrong, so new browsers have to wait. Open the link above within 30 minutes in the
browser you want to sign in with, then sign in with your password. If it was not you, do nothing: the link
alone opens nothing.
"""


def ask(session: Session, email: str, network: str, now: datetime, address_for: Callable[[int], str]) -> None:
    """Mail the link, if there is such an account and it is closed to strangers. Nobody is told which."""
    if not staffing.count_try(session, "browser asks", network, ASKS, now):
        return
    staff = session.scalar(select(Staff).where(Staff.email == email.strip().lower()).with_for_update())
    if staff is None or not staff.active or not staffing.is_closed_to_strangers(session, email, now):
        return
    if staffing.count_try(session, "browser mails", email, MAILS, now):
        body = BODY.format(url=address_for(staff.id))
        session.add(Mail(to=staff.email, subject=SUBJECT, body=body, due_at=now, created_at=now))
