"""設定: who works here, which systems may call, who saw and did what. Owners change; leads may look."""

from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import queries
from console.guards import LEADS, OWNERS, Console
from console.routing import ID, Route
from console.saying import say_duration
from console.shown import is_outdated, mark
from models import publication, second_factor
from models import staff as staff_rows
from models import token as token_rows
from models.channel import all_channels
from models.staff import ROLES
from services import handing_over, personnel, second_step, staffing, tokens
from services.roster import WORKERS

AUDIT_PAGE: Final = 100


def index(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        channels = all_channels(reading)
    shops = [(channel, console.shop_of(channel.id)) for channel in channels]
    return render_template("console/settings.html", shops=shops, say_duration=say_duration)


def staff(console: Console) -> ResponseReturnValue:
    return _staff_page(console)


def invite(console: Console) -> ResponseReturnValue:
    """The link is in this one answer and nowhere else."""
    email, name = request.form.get("email", "")[:254], request.form.get("name", "")
    try:
        with console.database.begin() as uow:
            role, now = request.form.get("role", ""), console.wall_clock()
            path = personnel.invite(uow.session, g.staff.id, email, role, name, now)
            uow.commit()
    except personnel.Refused as refused:
        return _staff_page(console, problem=str(refused), email=email, name=name)
    return _staff_page(console, link=_address(console, path), invited=email)


def renew_link(console: Console, staff_id: int) -> ResponseReturnValue:
    try:
        with console.database.begin() as uow:
            path = personnel.renew_link(uow.session, g.staff.id, staff_id, console.wall_clock())
            row = uow.session.get_one(staff_rows.Staff, staff_id)
            email = row.email
            uow.commit()
    except personnel.Refused as refused:
        return _staff_page(console, problem=str(refused))
    return _staff_page(console, link=_address(console, path), invited=email)


def change(console: Console, staff_id: int) -> ResponseReturnValue:
    """One colleague's role, or whether they work here, or their sessions: what the pressed button says."""
    wanted, now, passed_on = request.form.get("what", ""), console.wall_clock(), 0
    try:
        with console.database.begin() as uow:
            match wanted:
                case "role":
                    known = uow.session.get(staff_rows.Staff, staff_id)  # `personnel` locks, in its order
                    if known is not None and is_outdated(known.role):
                        raise personnel.Refused("changed_meanwhile")
                    role = request.form.get("role", "")
                    personnel.give_role(uow.session, g.staff.id, staff_id, role, now)
                    if role not in WORKERS:
                        passed_on = _hand_over(console, uow.session, staff_id)
                case "activate" | "deactivate":
                    active = wanted == "activate"
                    personnel.set_active(uow.session, g.staff.id, staff_id, active, now)
                    if not active:
                        passed_on = _hand_over(console, uow.session, staff_id)
                case "reset_factor":
                    personnel.reset_second_factor(uow.session, g.staff.id, staff_id, now)
                case "sign_out":
                    personnel.sign_out_everywhere(uow.session, g.staff.id, staff_id, now)
                case _:
                    raise personnel.Refused("role")
            uow.commit()
    except personnel.Refused as refused:
        return _staff_page(console, problem=str(refused))
    flash(
        "変更しました。担当中だった対応は、ほかの担当者に引き継ぎました。" if passed_on else "変更しました。",
        "done",
    )
    return redirect(url_for("console.settings_staff"))


def _hand_over(console: Console, session: Session, leaving: int) -> int:
    return handing_over.hand_over(session, console.shop_of, leaving, g.staff, console.clock())


def require_factor(console: Console) -> ResponseReturnValue:
    roles = request.form.getlist("roles")
    if not set(roles) <= set(ROLES):
        return _staff_page(console, problem="role")
    with console.database.begin() as uow:
        publication.hold(uow.session)
        outdated = is_outdated(sorted(second_step.required_roles(uow.session)))
        channel_id = all_channels(uow.session)[0].id
        if not outdated:
            second_step.require(uow.session, channel_id, roles, g.staff, console.wall_clock())
            uow.commit()
    if outdated:
        return _staff_page(console, problem="changed_meanwhile")
    flash("変更しました。", "done")
    return redirect(url_for("console.settings_staff"))


def api_tokens(console: Console) -> ResponseReturnValue:
    return _tokens_page(console)


def create_token(console: Console) -> ResponseReturnValue:
    """The token is in this one answer and nowhere else."""
    name, scopes = request.form.get("name", "").strip()[:80], request.form.getlist("scopes")
    if not name or not scopes or not set(scopes) <= set(tokens.SCOPES):
        return _tokens_page(console, problem="token", name=name, chosen=scopes)
    with console.database.begin() as uow:
        now = console.wall_clock()
        token, row = tokens.create(uow.session, name, scopes, now)
        detail: dict[str, object] = {"scopes": scopes}
        staffing.audit(
            uow.session, now, "token.created", f"token:{row.id}", staff_id=g.staff.id, detail=detail
        )
        uow.commit()
    return _tokens_page(console, new_token=token)


def revoke_token(console: Console, token_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        now = console.wall_clock()
        if tokens.revoke_one(uow.session, token_id, now):
            staffing.audit(uow.session, now, "token.revoked", f"token:{token_id}", staff_id=g.staff.id)
            flash("トークンを無効にしました。", "done")
        uow.commit()
    return redirect(url_for("console.settings_tokens"))


def audit(console: Console) -> ResponseReturnValue:
    page = min(max(request.args.get("page", 0, type=int), 0), 2000)
    who = request.args.get("staff", type=int)
    if who is not None and not 0 < who < 2**53:
        who = None
    with console.database.read() as reading:
        entries, more = staff_rows.audit_page(reading, who, page, AUDIT_PAGE)
        names = queries.staff_names(reading)
        channels = all_channels(reading)
    zone = console.shop_of(channels[0].id).tz
    return render_template(
        "console/settings_audit.html",
        entries=entries, names=names, who=who, page=page, more=more, size=AUDIT_PAGE, zone=zone,
    )  # fmt: skip


def _staff_page(console: Console, **shown: object) -> ResponseReturnValue:
    with console.database.read() as reading:
        people = personnel.everybody(reading)
        zone = console.shop_of(all_channels(reading)[0].id).tz
        protected, required = second_factor.holders(reading), second_step.required_roles(reading)
    page = render_template(
        "console/settings_staff.html",
        role_marks={role: mark(role) for role in ROLES}, factor_mark=mark(sorted(required)),
        people=people, roles=ROLES, zone=zone, protected=protected, required=required, **shown,
    )  # fmt: skip
    return page, 409 if "problem" in shown else 200


def _tokens_page(console: Console, **shown: object) -> ResponseReturnValue:
    with console.database.read() as reading:
        rows = token_rows.all_tokens(reading)
        zone = console.shop_of(all_channels(reading)[0].id).tz
    page = render_template(
        "console/settings_tokens.html", rows=rows, scopes=tokens.SCOPES, zone=zone, **shown
    )
    return page, 409 if "problem" in shown else 200


def _address(console: Console, path: str) -> str:
    """As the new colleague opens it: the shop's own address, never the one this request claims."""
    with console.database.read() as reading:
        return console.shop_of(all_channels(reading)[0].id).public_url.rstrip("/") + path


ROUTES: Final = (
    Route("/settings", "settings", "GET", index, LEADS),
    Route("/settings/staff", "settings_staff", "GET", staff, OWNERS),
    Route("/settings/staff", "settings_invite", "POST", invite, OWNERS, fresh=True),
    Route(f"/settings/staff/<{ID}:staff_id>", "settings_staff_change", "POST", change, OWNERS, fresh=True),
    Route(
        f"/settings/staff/<{ID}:staff_id>/link", "settings_staff_link", "POST", renew_link, OWNERS, fresh=True
    ),
    Route("/settings/factor", "settings_factor", "POST", require_factor, OWNERS, fresh=True),
    Route("/settings/tokens", "settings_tokens", "GET", api_tokens, OWNERS),
    Route("/settings/tokens", "settings_token_new", "POST", create_token, OWNERS, fresh=True),
    Route(f"/settings/tokens/<{ID}:token_id>/revoke", "settings_token_revoke", "POST", revoke_token, OWNERS),
    Route("/settings/audit", "settings_audit", "GET", audit, LEADS),
)
