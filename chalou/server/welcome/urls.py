"""Addresses of the welcome."""

from django.urls import path

from chalou.server.welcome import views

app_name = "welcome"

urlpatterns = [
    path("welcome/<int:step>/", views.walk, name="walk"),
    path("welcome/since/", views.since, name="since"),
    path("me/receiving/", views.receiving, name="receiving"),
]
