"""Addresses of the customs: the page for everybody, and those of the keeper."""

from django.urls import path

from chalou.server.customs import views

urlpatterns = [
    path("house-rules/", views.house_rules, name="house_rules"),
    path("house/customs/", views.customs, name="keeper_customs"),
    path("house/customs/change/", views.change, name="keeper_customs_change"),
    path("house/customs/try/", views.attempt, name="keeper_customs_try"),
    path("house/customs/save/", views.save, name="keeper_customs_save"),
    path("house/customs/log/", views.log, name="keeper_customs_log"),
    path("house/customs/export/", views.export, name="keeper_customs_export"),
]
