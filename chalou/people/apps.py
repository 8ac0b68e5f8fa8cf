from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chalou.people"
    label = "people"
