"""A demo teahouse: invented people, a few rooms, and talk we wrote; and members by the hundred for load clients.

Nobody in it has a password. Two guests come in by links; the others are furniture.
"""

from chalou.exchange.demo.cast import FIRST_ROOM, HOUSE, KEEPER, TAGLINE
from chalou.exchange.demo.fill import OPEN_FOR, fill
from chalou.exchange.demo.plays import play, plays
from chalou.exchange.demo.visitors import GuestLink, guest_links, is_demo, members

__all__ = [
    "FIRST_ROOM",
    "HOUSE",
    "KEEPER",
    "OPEN_FOR",
    "TAGLINE",
    "GuestLink",
    "fill",
    "guest_links",
    "is_demo",
    "members",
    "play",
    "plays",
]
