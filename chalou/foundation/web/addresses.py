"""Addresses that leave the house: whole, so that they can be sent to somebody."""

from django.conf import settings
from django.http import HttpRequest


def whole_address(request: HttpRequest, path: str) -> str:
    """The whole address of a path of this house. By the setting, not by the Host header, which lies."""
    return f"{settings.CHALOU.url}{path}" if settings.CHALOU.url else request.build_absolute_uri(path)
