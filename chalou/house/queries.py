"""Reading the house."""

from chalou.house.models import House


def the_house() -> House | None:
    """The house, or None before it is set up."""
    return House.objects.filter(pk=1).first()
