"""Owners say who works here and which systems may call; every change is in the log."""

import re

from models.case import CaseEntry
from models.due_item import DueItem
from models.staff import Staff
from services import tokens
from tests.console.house import HANAKO, House

OWNER, AGENT, NEW = "owner@example.jp", "agent@example.jp", "new@example.jp"


def test_an_invited_person_comes_in_by_the_link_that_is_shown_once(house: House) -> None:
    owner = house.browser().enter(house.hire(OWNER, "owner"))
    answer = owner.post("/settings/staff", {"email": NEW, "name": "新人", "role": "agent"})
    path = re.search(r"https://shop\.example\.jp/console(/welcome/[\w-]+)", answer.text)
    assert path
    assert path[1] not in owner.see("/settings/staff")
    visitor = house.browser()
    form = {"password": "a long sentence 88", "again": "a long sentence 88", "name": "新人"}
    assert visitor.post(path[1], form, page=path[1]).status_code == 302
    assert visitor.get("/").status_code == 200
    assert owner.post("/settings/staff", {"email": NEW, "role": "owner"}).status_code == 409
    assert house.rows(type(house.hire("x@example.jp")), email=NEW)[0].role == "agent"


def test_whoever_loses_access_is_out_at_once(house: House) -> None:
    owner = house.browser().enter(house.hire(OWNER, "owner"))
    agent = house.hire(AGENT)
    theirs = house.browser().enter(agent)
    assert theirs.get("/").status_code == 200
    assert owner.post(f"/settings/staff/{agent.id}", {"what": "deactivate"}).status_code == 302
    assert theirs.get("/").status_code == 302
    assert house.browser().sign_in(AGENT).status_code == 401
    assert owner.post(f"/settings/staff/{agent.id}", {"what": "activate"}).status_code == 302
    assert house.browser().sign_in(AGENT).status_code == 302


def test_the_cases_of_whoever_leaves_go_to_colleagues(house: House) -> None:
    owner = house.browser().enter(house.hire(OWNER, "owner"))
    house.buys(HANAKO, "山田花子", "A-1")
    agent = house.hire(AGENT)
    case = house.complains()
    assert case.assignee_id == agent.id
    colleague = house.hire(NEW)
    assert owner.post(f"/settings/staff/{agent.id}", {"what": "deactivate"}).status_code == 302
    assert house.case(case.id).assignee_id == colleague.id
    assert "引き継ぎました" in owner.see("/settings/staff")
    assert (
        owner.post(f"/settings/staff/{colleague.id}", {"what": "role", "role": "viewer"}).status_code == 302
    )
    assert house.case(case.id).assignee_id == house.rows(Staff, email=OWNER)[0].id
    assert [e.text for e in house.rows(CaseEntry, kind="assigned")] == [
        str(colleague.id),
        str(house.case(case.id).assignee_id),
    ]


def test_what_was_agreed_on_goes_along(house: House) -> None:
    owner = house.browser().enter(me := house.hire(OWNER, "owner"))
    house.buys(HANAKO, "山田花子", "A-1")
    agent = house.hire(AGENT)
    case = house.complains()
    theirs = house.browser().enter(agent)
    assert theirs.act(case.id, "due", text="返金する", own="2026-12-01T10:00").status_code == 302
    assert [item.assignee_id for item in house.rows(DueItem)] == [agent.id]
    owner.post(f"/settings/staff/{agent.id}", {"what": "deactivate"})
    assert [item.assignee_id for item in house.rows(DueItem)] == [me.id]


def test_a_new_role_counts_from_the_next_sign_in_which_is_asked_for_at_once(house: House) -> None:
    owner = house.browser().enter(house.hire(OWNER, "owner"))
    agent = house.hire(AGENT)
    theirs = house.browser().enter(agent)
    assert theirs.get("/settings").status_code == 403
    assert owner.post(f"/settings/staff/{agent.id}", {"what": "role", "role": "lead"}).status_code == 302
    assert theirs.get("/").location.startswith("/console/sign-in")
    assert "操作の記録" in house.browser(AGENT).see("/settings")
    assert owner.post(f"/settings/staff/{agent.id}", {"what": "role", "role": "king"}).status_code == 409


def test_nobody_changes_themselves_so_an_owner_is_always_left(house: House) -> None:
    me = house.hire(OWNER, "owner")
    owner = house.browser().enter(me)
    for form in ({"what": "deactivate"}, {"what": "role", "role": "viewer"}, {"what": "sign_out"}):
        assert owner.post(f"/settings/staff/{me.id}", form).status_code == 409
    assert owner.post(f"/settings/staff/{me.id}/link").status_code == 409
    assert owner.get("/settings/staff").status_code == 200


def test_a_token_is_shown_once_works_and_can_be_revoked(house: House) -> None:
    owner = house.browser().enter(house.hire(OWNER, "owner"))
    assert owner.post("/settings/tokens", {"name": "shop"}).status_code == 409
    assert owner.post("/settings/tokens", {"name": "shop", "scopes": "everything"}).status_code == 409
    answer = owner.post("/settings/tokens", {"name": "<b>店</b>", "scopes": "purchases:write"})
    token = re.search(r"sng_[\w-]{40,}", answer.text)
    assert token
    assert "&lt;b&gt;店" in answer.text
    assert token[0] not in owner.see("/settings/tokens")
    with house.database.read() as reading:
        row = tokens.verify(reading, token[0])
    assert row is not None
    owner.post(f"/settings/tokens/{row.id}/revoke")
    with house.database.read() as reading:
        assert tokens.verify(reading, token[0]) is None


def test_the_log_says_who_did_what_and_no_names(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    owner = house.browser().enter(house.hire(OWNER, "owner", "佐藤"))
    assert "まだ記録がありません" in owner.see("/settings/audit")
    agent = house.hire(AGENT)
    owner.post(f"/settings/staff/{agent.id}", {"what": "role", "role": "viewer"})
    owner.post("/settings/staff", {"email": NEW, "role": "agent", "name": "新人"})
    page = owner.see("/settings/audit")
    assert re.search(rf"佐藤</td>\s*<td>権限を変更</td>\s*<td>{agent.name}</td>", page)
    assert "スタッフを招待" in page
    assert NEW not in page
    assert "まだ記録がありません" in owner.see(f"/settings/audit?staff={agent.id}")
