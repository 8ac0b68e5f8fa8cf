"""What people do about themselves and each other: come in, invite, change, sign out, not hear somebody."""

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
    make_keeper,
    make_signin_link,
    sign_in_many,
    use_signin_link,
    withdraw_invitation,
)
from chalou.people.actions.reach import block, set_door, unblock

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
    "make_keeper",
    "make_signin_link",
    "set_door",
    "sign_in_many",
    "unblock",
    "use_signin_link",
    "withdraw_invitation",
]
