"""Addresses of the house on a telephone. The worker stands at the top: it answers only for what is below it."""

from django.urls import path

from chalou.server.offline import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
    path("offline/<str:language>/", views.offline, name="offline"),
    path("install/", views.install, name="install"),
]
