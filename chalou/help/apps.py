from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "chalou.help"
    label = "help"
