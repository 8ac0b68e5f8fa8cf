"""Addresses of rooms and messages."""

from django.urls import path

from chalou.chat.views import (
    attachments,
    brought,
    direct,
    forward,
    invitations,
    mentions,
    polls,
    reactions,
    rooms,
    seats,
    talk,
    threads,
)

of_people = (
    [
        path("<int:person>/", direct.person, name="person"),
        path("<int:person>/talk/", direct.talk, name="talk"),
        path("<int:person>/block/", direct.block, name="block"),
    ],
    "people_met",
)
of_me = ([path("brought/", brought.brought, name="brought")], "mine")

app_name = "chat"
urlpatterns = [
    path("", rooms.rooms, name="rooms"),
    path("new/", rooms.open_room, name="open_room"),
    path("direct/", direct.open_talk, name="open_talk"),
    path("closed/", rooms.closed, name="closed"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("<int:room>/", talk.room, name="room"),
    path("<int:room>/join/", seats.join, name="join"),
    path("<int:room>/leave/", seats.leave, name="leave"),
    path("<int:room>/post/", talk.post, name="post"),
    path("<int:room>/poll/", polls.ask, name="ask"),
    path("<int:room>/read/", talk.read, name="read"),
    path("<int:room>/since/<int:change>/", talk.since, name="since"),
    path("<int:room>/before/<int:seq>/", talk.before, name="before"),
    path("<int:room>/attachments/", attachments.attachments, name="attachments"),
    path("<int:room>/attachments/<int:attachment>/<str:size>/", attachments.attachment, name="attachment"),
    path("<int:room>/mention/", mentions.mention, name="mention"),
    path("<int:room>/on/", talk.on_day, name="on_day"),
    path("<int:room>/people/", seats.people, name="people"),
    path("<int:room>/people/<int:person>/remove/", seats.remove, name="remove"),
    path("<int:room>/people/<int:person>/lift/", seats.lift, name="lift"),
    path("<int:room>/people/<int:person>/host/", seats.name_host, name="name_host"),
    path("<int:room>/people/<int:person>/mute/", seats.mute, name="mute"),
    path("<int:room>/people/<int:person>/unmute/", seats.unmute, name="unmute"),
    path("<int:room>/invitations/", invitations.invitations, name="invitations"),
    path("<int:room>/invitations/<int:invitation>/withdraw/", invitations.withdraw, name="withdraw"),
    path("<int:room>/threads/", threads.threads, name="threads"),
    path("<int:room>/threads/new/", threads.open_thread, name="open_thread"),
    path("<int:room>/threads/<int:thread>/", talk.thread, name="thread"),
    path("<int:room>/threads/<int:thread>/settings/", threads.settings, name="thread_settings"),
    path("<int:room>/threads/<int:thread>/archive/", threads.archive, name="archive_thread"),
    path("<int:room>/threads/<int:thread>/stance/", threads.stance, name="stance"),
    path("<int:room>/settings/", rooms.settings, name="settings"),
    path("<int:room>/<int:seq>/", talk.message, name="message"),
    path("<int:room>/<int:seq>/history/", talk.history, name="history"),
    path("<int:room>/<int:seq>/edit/", talk.edit, name="edit"),
    path("<int:room>/<int:seq>/forward/", forward.forward, name="forward"),
    path("<int:room>/<int:seq>/move/", threads.move, name="move"),
    path("<int:room>/<int:seq>/pin/", talk.pin, name="pin"),
    path("<int:room>/<int:seq>/unread/", threads.unread, name="unread"),
    path("<int:room>/<int:seq>/reactions/", reactions.reactions, name="reactions"),
    path("<int:room>/<int:seq>/react/", reactions.react, name="react"),
    path("<int:room>/<int:seq>/votes/", polls.votes, name="votes"),
    path("<int:room>/<int:seq>/vote/", polls.vote, name="vote"),
    path("<int:room>/<int:seq>/close-poll/", polls.close_poll, name="close_poll"),
    path("<int:room>/<int:seq>/take-back/", talk.take_back, name="take_back"),
]
