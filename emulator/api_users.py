"""People as an account sees them: profile, followers, link tokens, loading, read marks."""

from emulator.channel import Channel
from emulator.endpoints import endpoint
from emulator.ids import CHAT_ID, USER_ID, new_token
from emulator.state import Platform
from emulator.wire import (
    EMPTY,
    Answer,
    Call,
    LineError,
    body_errors,
    invalid_property,
    json_answer,
    not_found,
    read_json,
)

NOT_ENTITLED = "Access to this API is not available for your account"
PAGE_LIFE = 24 * 3600
LINK_TOKEN_LIFE = 10 * 60
ONLY_USERS = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
NOT_A_READ_MARK = "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."


@endpoint("GET", "/v2/bot/profile/<user_id>")
def profile(platform: Platform, channel: Channel, call: Call) -> Answer:
    user_id = call.args["user_id"]
    if not USER_ID.fullmatch(user_id):
        raise LineError(400, "The value for the 'userId' parameter is invalid")
    user = platform.user_in(channel, user_id)
    friendship = channel.friendships.get(user_id)
    if user is None or friendship is None or not friendship.has_profile(user):
        raise not_found()
    shown = {
        "userId": user.user_id,
        "displayName": user.display_name,
        "pictureUrl": user.picture_url,
        "statusMessage": user.status_message,
        "language": user.language,
    }
    return json_answer({name: value for name, value in shown.items() if value is not None})


@endpoint("GET", "/v2/bot/followers/ids")
def followers(platform: Platform, channel: Channel, call: Call) -> Answer:
    """A page looks at `limit` people in the order they met the account, so it may come out short."""
    if not channel.verified:
        raise LineError(403, NOT_ENTITLED)
    limit = _limit(call.query.get("limit", "300"), most=1000)
    now = platform.clock.now()
    with platform.lock:
        first = _first(channel, call.query.get("start"), now)
        page = channel.order[first : first + limit]
        shown = [
            u for u in page if channel.friendships[u].status == "friend" and not platform.users[u].deleted
        ]
        answer: dict[str, object] = {"userIds": shown}
        if first + limit < len(channel.order):
            answer["next"] = new_token(24)
            channel.follower_pages[str(answer["next"])] = (first + limit, now)
    return json_answer(answer)


def _limit(given: str, most: int) -> int:
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= most:
        raise LineError(400, "The value for the 'limit' parameter is invalid")
    return int(given)


def _first(channel: Channel, start: str | None, now: float) -> int:
    if start is None:
        return 0
    position, at = channel.follower_pages.get(start, (0, None))
    if at is None or now - at > PAGE_LIFE:
        raise LineError(400, "Invalid start param")
    return position


@endpoint("POST", "/v2/bot/user/<user_id>/linkToken")
def link_token(platform: Platform, channel: Channel, call: Call) -> Answer:
    user_id = call.args["user_id"]
    user = platform.user_in(channel, user_id)
    if user is None or user.deleted:
        raise not_found()
    token = new_token(24)
    with platform.lock:
        channel.link_tokens[token] = (user_id, platform.clock.now())
    return json_answer({"linkToken": token})


@endpoint("POST", "/v2/bot/chat/loading/start", calls=100)
def loading(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    chat_id, seconds = content.get("chatId"), content.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise invalid_property("loadingSeconds")
    problems = []
    if not isinstance(chat_id, str) or not USER_ID.fullmatch(chat_id):
        empty = chat_id is None or chat_id == ""
        problems.append(("May not be empty" if empty else ONLY_USERS, "chatId"))
    if not 5 <= seconds <= 60:
        problems.append(("Must be between 5 and 60", "loadingSeconds"))
    if seconds % 5:
        problems.append(("must be a multiple of five", "loadingSeconds"))
    if problems or not isinstance(chat_id, str):
        raise body_errors(*problems)
    user = platform.user_in(channel, chat_id)
    if user is None:
        raise LineError(400, "Failed to send messages")
    with platform.lock:
        friendship = channel.friendship(chat_id)
        if friendship.reachable(user, platform.clock.now()):
            friendship.loading_until = platform.clock.now() + seconds
    return Answer(202, EMPTY)


@endpoint("POST", "/v2/bot/chat/markAsRead")
def mark_as_read(platform: Platform, channel: Channel, call: Call) -> Answer:
    token = read_json(call).get("markAsReadToken")
    if token is None or token == "":
        raise body_errors(("May not be empty", "markAsReadToken"))
    known = channel.read_tokens.get(token) if isinstance(token, str) else None
    if known is None:
        raise LineError(400, NOT_A_READ_MARK)
    with platform.lock:
        user_id, at_ms = known
        friendship = channel.friendship(user_id)
        friendship.read_up_to_ms = max(friendship.read_up_to_ms, at_ms)
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/message/markAsRead")
def mark_as_read_by_partner(platform: Platform, channel: Channel, call: Call) -> Answer:
    """The older call, for partners with the right to it."""
    chat = read_json(call).get("chat")
    user_id = chat.get("userId") if isinstance(chat, dict) else None
    if not isinstance(user_id, str) or not CHAT_ID.fullmatch(user_id):
        raise invalid_property("chat.userId")
    raise LineError(403, NOT_ENTITLED)
