"""What people do about themselves and each other: come in, invite, change, sign out, not hear somebody, send away."""

from chalou.people.actions.asking import ask, decline, forget_askings, let_in, take_asking_back
from chalou.people.actions.coming import (
    change_password,
    end_session,
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
from chalou.people.actions.leaving import leave
from chalou.people.actions.looks import choose_language, choose_looks
from chalou.people.actions.mail import (
    confirm_mail_address,
    give_mail_address,
    make_links_by_mail,
    remove_mail_address,
)
from chalou.people.actions.naming import give_up_name
from chalou.people.actions.profile import (
    PICTURE_SIDES,
    change_profile,
    clear_profile,
    empty_profile,
    remove_picture,
    set_picture,
    set_profile,
)
from chalou.people.actions.reach import block, set_door, set_shown, unblock
from chalou.people.actions.receiving import go_on_with_welcome, receive_newcomers
from chalou.people.actions.two_steps import (
    add_passkey,
    choose_two_steps,
    end_two_steps,
    make_recovery_codes,
    remove_code_app,
    remove_passkey,
    rename_passkey,
    set_up_code_app,
    use_code,
    use_passkey,
)

__all__ = [
    "PICTURE_SIDES",
    "add_passkey",
    "ask",
    "block",
    "change_password",
    "change_profile",
    "choose_language",
    "choose_looks",
    "choose_two_steps",
    "clear_profile",
    "confirm_mail_address",
    "decline",
    "empty_profile",
    "end_session",
    "end_sessions",
    "end_two_steps",
    "forget_askings",
    "forget_what_is_over",
    "give_mail_address",
    "give_role",
    "give_up_name",
    "go_on_with_welcome",
    "hand_over",
    "invite",
    "join",
    "join_many",
    "join_without_password",
    "leave",
    "let_back",
    "let_in",
    "make_keeper",
    "make_links_by_mail",
    "make_recovery_codes",
    "make_signin_link",
    "receive_newcomers",
    "remove_code_app",
    "remove_mail_address",
    "remove_passkey",
    "remove_picture",
    "rename_passkey",
    "send_away",
    "set_door",
    "set_picture",
    "set_profile",
    "set_shown",
    "set_up_code_app",
    "sign_in_many",
    "take_asking_back",
    "unblock",
    "use_code",
    "use_passkey",
    "use_signin_link",
    "withdraw_invitation",
]
