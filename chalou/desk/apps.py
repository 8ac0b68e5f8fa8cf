from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "chalou.desk"
    label = "desk"
