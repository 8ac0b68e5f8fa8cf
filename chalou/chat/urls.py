"""Addresses of rooms and messages."""

from django.urls import path

from chalou.chat import views

app_name = "chat"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("new/", views.open_room, name="open_room"),
    path("<int:room>/", views.room, name="room"),
    path("<int:room>/join/", views.join, name="join"),
    path("<int:room>/leave/", views.leave, name="leave"),
    path("<int:room>/post/", views.post, name="post"),
    path("<int:room>/read/", views.read, name="read"),
    path("<int:room>/since/<int:change>/", views.since, name="since"),
    path("<int:room>/before/<int:seq>/", views.before, name="before"),
    path("<int:room>/people/", views.people, name="people"),
    path("<int:room>/people/<int:person>/remove/", views.remove, name="remove"),
    path("<int:room>/people/<int:person>/lift/", views.lift, name="lift"),
    path("<int:room>/people/<int:person>/host/", views.name_host, name="name_host"),
    path("<int:room>/settings/", views.settings, name="settings"),
    path("<int:room>/<int:seq>/", views.message, name="message"),
    path("<int:room>/<int:seq>/edit/", views.edit, name="edit"),
    path("<int:room>/<int:seq>/take-back/", views.take_back, name="take_back"),
]
