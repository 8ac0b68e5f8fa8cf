"""What people do about themselves and each other: come in, invite, change, sign out, not hear somebody, send away."""

from chalou.people.actions.coming import (
    change_password,
    change_profile,
    choose_language,
    end_sessions,
    forget_what_is_over,
    give_role,
    invite,
    join,
    join_many,
    join_without_password,
    let_back,
    make_keeper,
    make_signin_link,
    send_away,
    sign_in_many,
    use_signin_link,
    withdraw_invitation,
)
from chalou.people.actions.leaving import leave
from chalou.people.actions.reach import block, set_door, set_shown, unblock

__all__ = [
    "block",
    "change_password",
    "change_profile",
    "choose_language",
    "end_sessions",
    "forget_what_is_over",
    "give_role",
    "invite",
    "join",
    "join_many",
    "join_without_password",
    "leave",
    "let_back",
    "make_keeper",
    "make_signin_link",
    "send_away",
    "set_door",
    "set_shown",
    "sign_in_many",
    "unblock",
    "use_signin_link",
    "withdraw_invitation",
]
