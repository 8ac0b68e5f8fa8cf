from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "chalou.house"
    label = "house"
