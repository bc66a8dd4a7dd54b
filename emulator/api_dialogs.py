"""What LINE shows people in a browser: the end of account linking (access.line.me on real LINE)."""

from emulator.actions import NotPossible, link_account
from emulator.endpoints import open_endpoint
from emulator.state import Platform
from emulator.wire import Answer, Call

LINKED = "<!doctype html><meta charset=utf-8><title>LINE</title><p>連携しました / Linked.</p>"
OVER = "<!doctype html><meta charset=utf-8><title>LINE</title><p>リンクの期限が切れました / Expired.</p>"
SHORTEST_NONCE, LONGEST_NONCE = 10, 255


@open_endpoint("GET", "/dialog/bot/accountLink")
def account_link(platform: Platform, call: Call) -> Answer:
    """A used or expired link token tells the person so, and the bot nothing."""
    token, nonce = call.query.get("linkToken", ""), call.query.get("nonce", "")
    channel = next((c for c in platform.channels.values() if token in c.link_tokens), None)
    try:
        if channel is None or not SHORTEST_NONCE <= len(nonce) <= LONGEST_NONCE:
            raise NotPossible("no such link token, or a nonce of the wrong length")
        link_account(platform, channel, token, nonce)
    except NotPossible:
        return Answer(400, OVER.encode(), "text/html; charset=utf-8")
    return Answer(200, LINKED.encode(), "text/html; charset=utf-8")
