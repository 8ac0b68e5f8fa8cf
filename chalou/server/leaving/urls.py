"""Addresses of taking along and leaving."""

from django.urls import path

from chalou.server.leaving import views

app_name = "leaving"

urlpatterns = [
    path("me/leave/", views.leave, name="leave"),
    path("me/leave/bundle/", views.bundle, name="bundle"),
    path("me/leave/bundle/file/", views.file, name="file"),
    path("me/leave/bundle/throw-away/", views.throw_away, name="throw_away"),
    path("me/leave/for-good/", views.for_good, name="for_good"),
    path("farewell/", views.farewell, name="farewell"),
]
