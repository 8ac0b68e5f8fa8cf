"""Setting the house up, and the keeper's room. For everybody but the keeper these pages do not exist; moderators see
the invitations they made.
"""

from chalou.server.keeper.views.house import languages, sign, storage, take_sign_down, way_in, words
from chalou.server.keeper.views.invitations import invitations, poster, tree, withdraw
from chalou.server.keeper.views.machine import address, back_up_now, backups, do_job, jobs
from chalou.server.keeper.views.overview import keepers_room
from chalou.server.keeper.views.people import give_role, hand_over, make_link, people
from chalou.server.keeper.views.setting_up import set_up

__all__ = [
    "address",
    "back_up_now",
    "backups",
    "do_job",
    "give_role",
    "hand_over",
    "invitations",
    "jobs",
    "keepers_room",
    "languages",
    "make_link",
    "people",
    "poster",
    "set_up",
    "sign",
    "storage",
    "take_sign_down",
    "tree",
    "way_in",
    "withdraw",
    "words",
]
