from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "chalou.exchange"
    label = "exchange"
