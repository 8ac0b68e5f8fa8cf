from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "chalou.server"
    label = "server"
