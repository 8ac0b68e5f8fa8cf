"""What somebody does for the house."""

from django.db import models

from chalou.house.rules.customs import Seat, sits_as


class Role(models.TextChoices):
    """What somebody does for the house; not their seat, which is how far they have come."""

    KEEPER = "keeper"
    MODERATOR = "moderator"
    MEMBER = "member"


ORDER_KEEPERS = (Role.KEEPER, Role.MODERATOR)


def seat_in(seat: str, role: str) -> Seat:
    """By which seat it goes what somebody may do whose row says this: `Person.sits_as`, for those who read columns."""
    return sits_as(Seat(seat), keeps_order=role in ORDER_KEEPERS)
