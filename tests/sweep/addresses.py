"""Every address of the house, and what is sent to it: found by walking the resolver, so that none is forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chalou.house.queries import ready_set
from chalou.house.rules.document import written
from tests.sweep.world import POLL, World

NOBODY = 999_999
"""The number of a room that does not exist."""


def names() -> tuple[str, ...]:
    """The names of all addresses, with their namespaces. An address without a name is listed by its pattern."""
    return tuple(sorted(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or one.pattern}"


@dataclass(frozen=True)
class Sent:
    """What a test sends to an address: what its path is made of, and the fields of its form."""

    path: dict[str, Any]  # numbers and tokens
    form: dict[str, str]


def sent_to(name: str, world: World, room: int, tokens: dict[str, str]) -> Sent:
    """A request that would be a good one, were it sent by somebody who may: only rights are to decide."""
    path: dict[str, Any] = {}  # as above
    form: dict[str, str] = {}
    if has_room(name):
        path["room"] = room
    match name:
        case "chat:since":
            path["change"] = 0
        case "chat:before":
            path["seq"] = 10
        case "chat:message" | "chat:history" | "chat:edit" | "chat:take_back":
            # The first message is of `seated`.
            path["seq"], form["text"] = 1, "改过了"
        case "chat:reactions" | "chat:react":
            path["seq"], form["kind"] = 1, "cup"
        case "chat:forward":
            path["seq"], form["to"] = 1, str(world.public)
        case "chat:move" | "chat:unread":
            path["seq"], form["to"], form["title"] = 1, "new", "另开一桌"
        case "chat:open_thread":
            form |= {"title": "岩茶怎么存", "tags": "岩茶"}
        case "chat:thread" | "chat:thread_settings" | "chat:archive_thread" | "chat:stance":
            path["thread"] = world.threads.get(str(room), NOBODY)
            form |= {"title": "岩茶再存", "tags": "", "archived": "yes", "stance": "follows"}
        case "chat:pin":
            path["seq"] = 1
        case "chat:remove" | "chat:name_host" | "chat:mute" | "chat:unmute" | "chat:let_in" | "chat:put_off":
            path["person"] = world.people["seated"]
            form |= {"hours": "1", "reason": "先听听"}
        case "chat:lift":
            path["person"] = world.people["removed"]
        case "chat:post":
            form["text"] = "你好"
        case "chat:attachments":
            form["text"] = "你好"
        case "chat:attachment":
            path |= {"attachment": world.pictures.get(str(room), NOBODY), "size": "small"}
        case "chat:ask":
            form |= {"text": "明天喝什么？", "choice": "龙井\n岩茶", "hours": "24"}
        case "chat:floor":
            form["do"] = "raise"
        case "chat:aside":
            form |= {"text": "哪座山？", "kind": "question"}
        case "chat:story" | "chat:asides" | "chat:telling":
            path["floor"], form["do"] = world.floors.get(str(room), NOBODY), "release"
            if name == "chat:telling":
                path["telling"], form["do"] = world.tellings.get(str(room), NOBODY), "keep"
        case "chat:votes" | "chat:vote" | "chat:close_poll":
            path["seq"], form["choice"] = POLL, "1"
        case "chat:substance":
            form["text"] = "这茶不错"
        case "people:asked":
            form["tea"] = "yes"
        case "chat:read":
            form["seq"] = "1"
        case "chat:open_room" | "chat:settings":
            form |= {"name": "新厅", "purpose": "", "access": "members"}
        case "chat:invitation":
            path["token"] = tokens["room_invitation"]
        case "chat:withdraw":
            path["invitation"] = tokens["room_invitation_number"]
        case "chat:invitations":
            form |= {"uses": "1", "days": "7"}
        case "desk:report":
            path["about"], form["kind"] = f"message:{world.message}", "insult"
        case "desk:case":
            path["case"] = world.case
            form |= {"act": "warn", "reason": "慢慢来"}
        case "chat:mode":
            form["mode"] = "open"
        case "desk:withdraw_vouching" | "desk:restore_vouching":
            path["person"], form["reason"] = world.people["seated"], "先缓一缓"
        case "desk:let_back":
            path["person"], form["reason"] = world.away, "再来"
        case "keeper_link" | "keeper_role":
            path["person"], form["role"] = world.people["house"], "moderator"
        case "keeper_withdraw":
            path["invitation"] = tokens["invitation_number"]
        case "keeper_invitations":
            form |= {"uses": "1", "days": "7"}
        case "keeper_words":
            form |= {"name": "九曲茶楼", "tagline": "", "welcome": "进来坐坐。"}
        case "keeper_languages":
            form |= {"language": "zh-hans", "languages": "en"}
        case "keeper_way_in":
            form |= {"way_in": "open", "question": ""}
        case "keeper_customs_change" | "keeper_customs_try" | "keeper_customs_save":
            form |= {"set": "tea-shop", "document": written(ready_set("tea-shop")), "instead_of": "0"}
        case "keeper_storage":
            form |= {"media_mb_person": "5", "media_mb_house": ""}
        case "keeper_hand_over":
            path["person"], form["password"] = world.people["house"], "seven cups of old-tree tea"
        case "keeper_branch":
            path["person"] = world.people["house"]
        case "keeper_do_job":
            path["name"] = "tidy"
        case "keeper_poster":
            path["token"] = tokens["invitation"]
        case "keeper_sign":
            form["alt"] = "临水的楼"
        case "sign":
            path["token"] = tokens.get("sign", "0" * 40)
        case "people:asking" | "people:take_asking_back":
            path["token"] = tokens.get("asking", "nobody")
        case "desk:decide_asking":
            path["asking"], form["act"] = tokens.get("asking_number", "1"), "let_in"
        case "people:door":
            form["door"] = "closed"
        case "people:shown":
            form |= {"here": "yes", "reading": "rooms"}
        case "welcome:walk":
            path["step"] = 4
        case "welcome:receiving":
            form["on"] = "yes"
        case "leaving:for_good":
            form |= {"words": "go", "sure": "yes"}
        case "chat:open_talk":
            form["person"] = str(world.people["host"])
        case "people:about_me":
            form |= {"words": "爱喝岩茶", "reads": "zh", "is_listed": "on"}
        case "people:my_picture":
            form["remove"] = "yes"
        case "people_met:said" | "people_met:clear":
            path["person"] = world.people["seated"]
        case "people_met:thanks" | "people_met:elder":
            path["person"], form["words"] = world.people["seated"], "谢谢你。"
        case "desk:set_back":
            path["person"] = world.people["seated"]
            form |= {"seat": "guest", "reason": "先听听"}
        case "people_met:take_thanks_back":
            path["thanks"] = NOBODY
        case "chat:thank_for":
            path["seq"] = 1
        case "people_met:picture":
            path |= {"person": world.people["seated"], "side": 96}
        case "people_met:person" | "people_met:talk" | "people_met:block" | "people:hear":
            path["person"] = world.people["seated"]
        case "people:join_by":
            path["token"] = tokens["invitation"]
        case "people:link":
            path["token"] = tokens["link"]
        case "people:me":
            form |= {"name": "新名", "cup": "green", "language": "-", "time_zone": "-"}
        case "licences":
            path["name"] = "django"
        case "help:answer" | "help:edit" | "help:again":
            path["slug"] = "manners"
            form |= {"title": "规矩", "text": "先听听。", "how": "section", "section": "this-house"}
        case "help:chapter":
            path["chapter"] = "invitations"
        case "help:picture":
            path["name"] = "invitation.zh.webp"
        case "help:new":
            path["kind"] = "question"
            form |= {"title": "几点开门？", "text": "逢五。", "section": "this-house"}
        case "help:change":
            form |= {"slug": "manners", "how": "hide"}
        case "help:care":
            form["moderators"] = "yes"
        case "people:at_table":
            form |= {"name": "新名", "cup": "green"}
        case "people:looks":
            form |= {"theme": "day", "text_size": "large", "motion": "less", "language": "-", "time_zone": "-"}
        case "people:again":
            form["password"] = "a kettle that sings"
        case "people:passkeys":
            form |= {"name": "手机", "answer": "{}"}
        case "people:passkey" | "people:remove_passkey":
            path["passkey"], form["name"] = NOBODY, "手机"
        case "people:end_sign_in":
            path["session"] = "0" * 32
        case "people:confirm_mail":
            path["token"] = tokens.get("mail", "nobody")
        case "people:mail" | "people:lost":
            form["address"] = "somebody@example.org"
        case "people:code_app" | "people:second_step":
            form["code"] = "000000"
        case "language":
            form["language"] = "en"
        case "offline":
            path["language"] = "en"
    if name in ("help:edit", "help:again"):
        path["language"] = "zh-hans"
    if name in ("account_signup", "people:join_by"):
        form |= {"sign_in_name": "xinke-er", "name": "新客", "password": "a kettle that sings"}
    return Sent(path, form)


def has_room(name: str) -> bool:
    """Whether the address is of one room. A link to a room names it by a token, which whoever has it may look at."""
    of_none = ("rooms", "open_room", "closed", "invitation", "open_talk")
    return name.startswith("chat:") and name.removeprefix("chat:") not in of_none


def address(name: str, sent: Sent) -> str:
    return reverse(name, kwargs=sent.path)


def without_what_differs(body: str, room: int) -> str:
    """A page without the number that was asked for and the tokens of its forms."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    body = re.sub(r"/floor/\d+/(\d+/)?", "/floor/…/", body)
    body = re.sub(r"/(attachments|threads)/\d+/", r"/\1/…/", body)  # each room has others
    return body.replace(f"/rooms/{room}/", "/rooms/…/")
