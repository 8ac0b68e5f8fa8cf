from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "chalou.events"
    label = "events"
