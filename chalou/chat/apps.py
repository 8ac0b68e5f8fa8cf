from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chalou.chat"
    label = "chat"
