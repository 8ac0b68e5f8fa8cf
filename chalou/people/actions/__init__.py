"""What people do about themselves and each other: come in, invite, change, sign out, not hear somebody, send away."""

from chalou.people.actions.asking import ask, decline, forget_askings, let_in, take_asking_back
from chalou.people.actions.coming import (
    change_password,
    change_profile,
    choose_language,
    end_sessions,
    forget_what_is_over,
    give_role,
    join,
    join_many,
    join_without_password,
    let_back,
    make_keeper,
    make_signin_link,
    send_away,
    sign_in_many,
    use_signin_link,
)
from chalou.people.actions.inviting import invite, withdraw_invitation
from chalou.people.actions.keeper import hand_over
from chalou.people.actions.naming import give_up_name
from chalou.people.actions.profile import (
    PICTURE_SIDES,
    clear_profile,
    empty_profile,
    remove_picture,
    set_picture,
    set_profile,
)
from chalou.people.actions.reach import block, set_door, set_shown, unblock

__all__ = [
    "PICTURE_SIDES",
    "ask",
    "block",
    "change_password",
    "change_profile",
    "choose_language",
    "clear_profile",
    "decline",
    "empty_profile",
    "end_sessions",
    "forget_askings",
    "forget_what_is_over",
    "give_role",
    "give_up_name",
    "hand_over",
    "invite",
    "join",
    "join_many",
    "join_without_password",
    "let_back",
    "let_in",
    "make_keeper",
    "make_signin_link",
    "remove_picture",
    "send_away",
    "set_door",
    "set_picture",
    "set_profile",
    "set_shown",
    "sign_in_many",
    "take_asking_back",
    "unblock",
    "use_signin_link",
    "withdraw_invitation",
]
