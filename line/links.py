"""Links into LINE's app: add the account, or open its chat with words already typed.

https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
"""

from urllib.parse import quote


def friend_link(basic_id: str) -> str:
    """Opens the account's «add friend» page. `basic_id` begins with @."""
    return f"https://line.me/R/ti/p/{quote(basic_id, safe='')}"


def oa_message_link(basic_id: str, text: str) -> str:
    """Opens the chat with `text` prefilled; the customer still has to send it, and may change it.

    iOS and Android only. The text follows `/?` without a parameter name, and a space must be %20, not +.
    """
    return f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{quote(text, safe='')}"


def share_link(text: str) -> str:
    """Opens LINE's list of friends and groups to send `text` to; the customer chooses, and may change it."""
    return f"https://line.me/R/share?text={quote(text, safe='')}"


def claim_text(code: str, lead: str) -> str:
    """What the claim link prefills: a lead in words and the code, «購入コード: AB12-CD34»."""
    return f"{lead}: {code}"
