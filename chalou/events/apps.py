from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "chalou.events"
    label = "events"

    def ready(self) -> None:
        """Find every area's `@live(` and `@on(` functions."""
        autodiscover_modules("live.announce", "live.floor", "subjects")
