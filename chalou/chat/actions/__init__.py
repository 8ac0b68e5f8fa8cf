"""What people do in rooms: one verb, one transaction, one event.

Everything that alters what a room shows, or who may see it, takes the room's row first and gives itself the next
`change`; so a post and a removal never pass each other unseen.
"""

from chalou.chat.actions.asides import drop_asides, forget_asides, put_aside, release_asides, settle_asides
from chalou.chat.actions.attachments import LARGE, SMALL, WHOLE, bring, forget_attachments
from chalou.chat.actions.direct import open_talk
from chalou.chat.actions.floor import end_floor, look_at_floors, lower_hand, open_floor, pass_floor, raise_hand
from chalou.chat.actions.forward import forward
from chalou.chat.actions.invitations import forget_invitations, invite, take_invitation, withdraw_invitation
from chalou.chat.actions.leaving import leave_rooms, settle_departures
from chalou.chat.actions.modes import set_mode
from chalou.chat.actions.order import mute, pin, unmute, unpin
from chalou.chat.actions.polls import close_poll, forget_ballots, vote
from chalou.chat.actions.quotes import settle_quotes
from chalou.chat.actions.reactions import Done, react, react_many
from chalou.chat.actions.reported import forget_hidden, hide_reported, show_reported, take_back_reported
from chalou.chat.actions.rooms import change_room, open_room
from chalou.chat.actions.seats import alter_member, join, join_many, leave, lift, name_host, remove
from chalou.chat.actions.talk import edit, hand_in, mark_read, mark_unread, post, take_back
from chalou.chat.actions.tellings import keep_telling, withdraw_telling
from chalou.chat.actions.thanks import reckon_listener, reckon_listening, thank_for
from chalou.chat.actions.threads import archive_thread, change_thread, move, move_to_new, open_thread, take_stance
from chalou.chat.actions.written import Said, write_down
from chalou.chat.attaching import Brought
from chalou.chat.rules import Asked

__all__ = [
    "LARGE",
    "SMALL",
    "WHOLE",
    "Asked",
    "Brought",
    "Done",
    "Said",
    "alter_member",
    "archive_thread",
    "bring",
    "change_room",
    "change_thread",
    "close_poll",
    "drop_asides",
    "edit",
    "end_floor",
    "forget_asides",
    "forget_attachments",
    "forget_ballots",
    "forget_hidden",
    "forget_invitations",
    "forward",
    "hand_in",
    "hide_reported",
    "invite",
    "join",
    "join_many",
    "keep_telling",
    "leave",
    "leave_rooms",
    "lift",
    "look_at_floors",
    "lower_hand",
    "mark_read",
    "mark_unread",
    "move",
    "move_to_new",
    "mute",
    "name_host",
    "open_floor",
    "open_room",
    "open_talk",
    "open_thread",
    "pass_floor",
    "pin",
    "post",
    "put_aside",
    "raise_hand",
    "react",
    "react_many",
    "reckon_listener",
    "reckon_listening",
    "release_asides",
    "remove",
    "set_mode",
    "settle_asides",
    "settle_departures",
    "settle_quotes",
    "show_reported",
    "take_back",
    "take_back_reported",
    "take_invitation",
    "take_stance",
    "thank_for",
    "unmute",
    "unpin",
    "vote",
    "withdraw_invitation",
    "withdraw_telling",
    "write_down",
]
