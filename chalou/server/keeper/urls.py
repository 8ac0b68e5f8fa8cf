"""Addresses of setting up and of the keeper's room."""

from django.urls import path

from chalou.server.keeper import views

urlpatterns = [
    path("setup/", views.set_up, name="setup"),
    path("house/", views.keepers_room, name="keeper"),
    path("house/people/", views.people, name="keeper_people"),
    path("house/people/<int:person>/link/", views.make_link, name="keeper_link"),
    path("house/people/<int:person>/role/", views.give_role, name="keeper_role"),
    path("house/address/", views.address, name="keeper_address"),
    path("house/storage/", views.storage, name="keeper_storage"),
    path("house/invitations/", views.invitations, name="keeper_invitations"),
    path("house/invitations/<int:invitation>/withdraw/", views.withdraw, name="keeper_withdraw"),
]
