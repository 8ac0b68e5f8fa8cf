"""Addresses of setting up and of the keeper's room."""

from django.urls import path

from chalou.server.keeper import views

urlpatterns = [
    path("setup/", views.set_up, name="setup"),
    path("house/", views.keepers_room, name="keeper"),
    path("house/people/", views.people, name="keeper_people"),
    path("house/people/<int:person>/link/", views.make_link, name="keeper_link"),
    path("house/people/<int:person>/role/", views.give_role, name="keeper_role"),
    path("house/hand-over/<int:person>/", views.hand_over, name="keeper_hand_over"),
    path("house/words/", views.words, name="keeper_words"),
    path("house/sign/", views.sign, name="keeper_sign"),
    path("house/sign/take-down/", views.take_sign_down, name="keeper_take_sign_down"),
    path("house/languages/", views.languages, name="keeper_languages"),
    path("house/way-in/", views.way_in, name="keeper_way_in"),
    path("house/backups/", views.backups, name="keeper_backups"),
    path("house/backups/now/", views.back_up_now, name="keeper_back_up_now"),
    path("house/jobs/", views.jobs, name="keeper_jobs"),
    path("house/jobs/<slug:name>/", views.do_job, name="keeper_do_job"),
    path("house/tree/", views.tree, name="keeper_tree"),
    path("house/tree/<int:person>/", views.tree, name="keeper_branch"),
    path("house/poster/<str:token>/", views.poster, name="keeper_poster"),
    path("house/address/", views.address, name="keeper_address"),
    path("house/storage/", views.storage, name="keeper_storage"),
    path("house/invitations/", views.invitations, name="keeper_invitations"),
    path("house/invitations/<int:invitation>/withdraw/", views.withdraw, name="keeper_withdraw"),
]
