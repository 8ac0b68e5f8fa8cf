"""Addresses of coming in. Those named `account_…` are asked for by allauth under these names; its own addresses are
not mounted, and a test walks all addresses to see that it stays so.
"""

from django.urls import include, path

from chalou.people import views
from chalou.people.views import asking, fresh, mail, me, passkeys, profile, second_step, two_steps, ways_in

of_people = (
    [
        path("join/<str:token>/", views.join, name="join_by"),
        path("asking/<str:token>/", asking.asking, name="asking"),
        path("asking/<str:token>/take-back/", asking.take_asking_back, name="take_asking_back"),
        path("link/<str:token>/", views.link, name="link"),
        path("people/", profile.everybody, name="everybody"),
        path("me/profile/", profile.about_me, name="about_me"),
        path("me/profile/picture/", profile.my_picture, name="my_picture"),
        path("mail/<str:token>/", mail.confirm, name="confirm_mail"),
        path("signin/lost/", mail.lost, name="lost"),
        path("signin/passkey/", second_step.by_passkey, name="by_passkey"),
        path("signin/passkey/options/", passkeys.options, name="passkey_options"),
        path("signin/second/", second_step.second_step, name="second_step"),
        path("me/", me.me, name="me"),
        path("me/table/", me.at_table, name="at_table"),
        path("me/seat/", me.my_seat, name="my_seat"),
        path("seats/", me.seats, name="seats"),
        path("me/looks/", me.looks, name="looks"),
        path("me/others/", me.others, name="others"),
        path("me/ways-in/", ways_in.ways_in, name="ways_in"),
        path("me/again/", fresh.again, name="again"),
        path("me/sign-ins/", ways_in.sign_ins, name="sign_ins"),
        path("me/sign-ins/end-others/", ways_in.end_other_sign_ins, name="end_other_sign_ins"),
        path("me/sign-ins/<str:session>/end/", ways_in.end_sign_in, name="end_sign_in"),
        path("me/passkeys/", passkeys.keys, name="passkeys"),
        path("me/passkeys/options/", passkeys.new_options, name="new_passkey_options"),
        path("me/passkeys/<int:passkey>/", passkeys.rename, name="passkey"),
        path("me/passkeys/<int:passkey>/remove/", passkeys.remove, name="remove_passkey"),
        path("me/two-steps/", two_steps.two_steps, name="two_steps"),
        path("me/two-steps/end/", two_steps.end, name="end_two_steps"),
        path("me/two-steps/app/", two_steps.app, name="code_app"),
        path("me/two-steps/app/remove/", two_steps.remove_app, name="remove_code_app"),
        path("me/two-steps/codes/", two_steps.new_codes, name="recovery_codes"),
        path("me/mail/", mail.address, name="mail"),
        path("me/mail/remove/", mail.remove, name="remove_mail"),
        path("me/door/", views.door, name="door"),
        path("me/shown/", views.shown, name="shown"),
        path("me/asked/", me.asked, name="asked"),
        path("me/blocked/", views.blocked, name="blocked"),
        path("me/blocked/<int:person>/hear/", views.hear, name="hear"),
        path("me/new-password/", views.new_password, name="new_password"),
        path("me/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    ],
    "people",
)

urlpatterns = [
    path("signin/", views.sign_in, name="account_login"),
    path("signout/", views.sign_out, name="account_logout"),
    path("join/", views.join, name="account_signup"),
    path("me/password/", views.change_password, name="account_change_password"),
    path("", include(of_people)),
]
