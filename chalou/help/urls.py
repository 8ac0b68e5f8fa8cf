"""Addresses of the help. The words before the last two are never slugs of ours."""

from django.urls import path

from chalou.help import views

app_name = "help"

urlpatterns = [
    path("", views.index, name="index"),
    path("keeper/", views.guide, name="guide"),
    path("keeper/pictures/<str:name>", views.picture, name="picture"),
    path("keeper/<slug:chapter>/", views.chapter, name="chapter"),
    path("change/", views.change, name="change"),
    path("change/care/", views.care, name="care"),
    path("change/new/<str:kind>/", views.new, name="new"),
    path("change/<slug:slug>/<slug:language>/", views.edit, name="edit"),
    path("change/<slug:slug>/<slug:language>/again/", views.again, name="again"),
    path("<slug:slug>/", views.answer, name="answer"),
]
