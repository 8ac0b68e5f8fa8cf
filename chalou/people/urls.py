"""Addresses of coming in. Those named `account_…` are asked for by allauth under these names; its own addresses are
not mounted, and a test walks all addresses to see that it stays so.
"""

from django.urls import include, path

from chalou.people import views
from chalou.people.views import asking

of_people = (
    [
        path("join/<str:token>/", views.join, name="join_by"),
        path("asking/<str:token>/", asking.asking, name="asking"),
        path("asking/<str:token>/take-back/", asking.take_asking_back, name="take_asking_back"),
        path("link/<str:token>/", views.link, name="link"),
        path("me/", views.me, name="me"),
        path("people/", views.everybody, name="everybody"),
        path("me/profile/", views.about_me, name="about_me"),
        path("me/profile/picture/", views.my_picture, name="my_picture"),
        path("me/door/", views.door, name="door"),
        path("me/shown/", views.shown, name="shown"),
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
