"""The refusals of rooms, said so that a person can read them."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chalou.chat.rules import Refusal, why_not_use
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Customs, Right, Seat
from chalou.people.queries import SEAT_NAMES

_SAYS: dict[Refusal, str | Promise] = {
    Refusal.NOT_FOUND: _("There is no such room here."),
    Refusal.NOT_A_MEMBER: _("Sit down in this room first, then you can speak."),
    Refusal.REMOVED: _("A host has asked you to leave this room. They can let you in again."),
    Refusal.NOT_YOURS: _("Only the one who wrote this can change it."),
    Refusal.NOT_A_HOST: _("Only the hosts of this room can do that."),
    Refusal.TAKEN_BACK: _("This message has been taken back."),
    Refusal.NO_REACTION: _("That is not among the ways one can answer without words here."),
    Refusal.NO_SOURCE: _("The message that this answers is not in this room."),
    Refusal.NO_PLACE: _("Choose where to pass it on to."),
    Refusal.STAYS_IN_ROOM: _(
        "What is said in a room by invitation or in a direct talk stays among those who sit there. "
        "It can only be passed on to another table of the same room."
    ),
    Refusal.STAYS_AMONG_MEMBERS: _("What is said among members is not shown in a room that everybody may read."),
    Refusal.TOO_FEW_CHOICES: _("Give at least two things to choose between."),
    Refusal.TOO_MANY_CHOICES: _("Ten things to choose between are enough."),
    Refusal.SAME_CHOICE: _("Two of the things to choose between are the same."),
    Refusal.BAD_HOURS: _("A vote lasts from one hour to thirty days, or until you close it."),
    Refusal.NO_CHOICE: _("That is not among the things to choose between."),
    Refusal.ONE_CHOICE: _("Here one can choose only one."),
    Refusal.POLL_CLOSED: _("This vote is closed."),
    Refusal.LAST_HOST: _("You are the last host of this room. Name another host before you leave."),
    Refusal.THANK_THERE: _("Among so few you can say it right there. Raise a cup, or write it."),
    Refusal.ARCHIVED: _("This table has been put away. You can read it, and open another."),
    Refusal.MUTED: _("A host has asked you to listen for a while."),
    Refusal.SLOW: _("This room talks slowly at the moment: have a sip, and send it again in a little while."),
    Refusal.QUIET: _("This room is quiet at the moment: only its hosts speak. You can read, and raise a cup."),
    Refusal.LISTEN_FIRST: _("In this room one listens first. Read a little more of the talk, then you can speak."),
    Refusal.NOT_LISTENING: _("There is nothing to wait for here: speak as you like."),
    Refusal.ASKED_ALREADY: _("The hosts know already that you would like to speak. Listen on meanwhile."),
    Refusal.NO_VOUCHING: _("Those who keep order have asked you not to vouch for others. Your seat stays what it is."),
    Refusal.NO_QUESTIONS: _("The house has other questions by now. Look at the room again, please."),
    Refusal.ANOTHER_SEAT: _("Your seat does not have this yet. The page about seats says what leads to it."),
    Refusal.TOO_MANY_PINS: _("Twenty messages are kept in sight already. Let one go first."),
    Refusal.TOO_MANY_ANNOUNCEMENTS: _(
        "Three announcements a day are the most for a room, so that each is heard. Say it as a message, or tomorrow."
    ),
    Refusal.MAIN_THREAD: _("The main table of a room has no name of its own and is always open."),
    Refusal.NOT_YOUR_THREAD: _("Only whoever opened this table, and the hosts of the room, can change it."),
    Refusal.OTHER_ROOM: _("Messages can only be moved to a table of the same room."),
    Refusal.TOO_MANY_TO_MOVE: _("That is more than can be moved at once. Move them in several parts."),
    Refusal.BAD_ATTACHMENT: _(
        "A picture or file is no longer there: what is not sent is kept for a day. Choose it again."
    ),
    Refusal.TOO_MANY_ATTACHMENTS: _("Nine pictures or files fit into one message. Send the others in the next."),
    Refusal.UNKNOWN_KIND: _(
        "This kind of file is not taken here. Pictures are (JPEG, PNG, WebP, GIF, HEIC), PDF, and plain text."
    ),
    Refusal.BROKEN_FILE: _("This picture has arrived broken, or is none. Choose it again, or take another."),
    Refusal.TOO_MANY_PIXELS: _("This picture is too large to be opened here. Make it smaller first."),
    Refusal.FILE_TOO_LARGE: _("This is larger than what the house takes in one piece."),
    Refusal.PERSON_FULL: _("There is no more room for what you bring. Take back some of your older pictures first."),
    Refusal.HOUSE_FULL: _("The house has no more room for pictures and files. The keeper can make some."),
    Refusal.BAD_ID: _("This message’s own number was used before for another message. Please send it again."),
    Refusal.BUSY: _("The house could not write it down just now. Nothing is lost; please send it again."),
    Refusal.OPENS_TALK: _("Whoever may read this room afterwards reads all that was ever said in it. Say so first."),
    Refusal.NOT_BY_INVITATION: _("This room is not by invitation: people come into it without."),
    Refusal.TOO_MANY_INVITATIONS: _("Fifty invitations to this room stand already. Withdraw one first."),
    Refusal.INVITATION_UNKNOWN: _("There is no such invitation. Look whether its address has arrived whole."),
    Refusal.INVITATION_WITHDRAWN: _("This invitation has been withdrawn. Ask whoever sent it."),
    Refusal.INVITATION_USED_UP: _("Everybody this invitation was meant for has come. Ask for a new one."),
    Refusal.INVITATION_EXPIRED: _("The days of this invitation have passed. Ask for a new one."),
    Refusal.TALK_ALONE: _("Choose at least one person to talk with."),
    Refusal.TOO_MANY_TALKERS: _("Twelve people are the most for a direct talk. More of you want a room."),
    Refusal.OWN_DOOR: _(
        "Your own door is closed to direct talk, so nobody could answer you. Open it on the page about you."
    ),
    Refusal.UNHEARD: _("There is somebody here whom you do not hear. Hear them again first, on the page about you."),
    Refusal.NOT_REACHED: _("Direct talk is not possible here. Not everybody can be reached this way."),
    Refusal.TALK_OF_TWO: _("A talk of two is not left. Mute it, or say that you do not want to hear the other."),
    Refusal.TOO_MANY_SEATS: _("Who has read is shown in rooms of up to twelve seats. More people sit here."),
    Refusal.FLOOR_HELD: _(
        "Somebody is telling a story here. Raise your hand to speak, or leave your words aside for later."
    ),
    Refusal.FLOOR_OVER: _("The telling is over; everybody may speak again."),
    Refusal.FLOOR_YOURS: _("The floor is yours: simply go on."),
    Refusal.FLOOR_NOT_YOURS: _("Only who has the floor, and those who look after the room, can do that."),
    Refusal.NO_HAND: _("That hand is no longer up."),
    Refusal.TOO_MANY_HANDS: _("Fifty hands are up already. Listen a little, then try again."),
    Refusal.TOO_MANY_ASIDES: _("Twenty of your words wait beside this telling already. Keep the others for after it."),
    Refusal.TELLER_STANDS: _("Whoever is to tell must sit in this room."),
    Refusal.TELLER_LISTENS: _("They have no word in this room just now. A host can let them tell."),
    Refusal.TAKEN_DOWN: _("Those who look after this room have taken this part down."),
}


def refuse(refusal: Refusal | None) -> None:
    """Raise what the verdict says; a verdict of None lets pass. What is not found is never told from what is hidden."""
    if refusal is Refusal.NOT_FOUND:
        raise NotFound
    if refusal is not None:
        raise refused(refusal)


def refused(refusal: Refusal, *, wait_s: float | None = None) -> Refused:
    return Refused(refusal.value, _SAYS[refusal], wait_s=wait_s)


_OPENED = {
    Right.LINKS: _(
        "Web addresses are open from the seat “{seat}” on. Take yours out for now: the rest of what you wrote is still "
        "here. Under “My seat” stands what leads there."
    ),
    Right.PICTURES: _(
        "Pictures and files are open from the seat “{seat}” on; words are welcome at once. Under “My seat” stands what "
        "leads there."
    ),
    Right.POLLS: _("Asking for votes is open from the seat “{seat}” on. Under “My seat” stands what leads there."),
    Right.THREADS: _(
        "Opening tables is open from the seat “{seat}” on; until then all that are open are yours too. Under “My seat” "
        "stands what leads there."
    ),
    Right.TALK: _(
        "Beginning a direct talk is open from the seat “{seat}” on; whoever is asked into one may answer. Under “My "
        "seat” stands what leads there."
    ),
    Right.ROOMS: _(
        "Opening rooms is open from the seat “{seat}” on. If you would like one, ask an elder or the keeper. Under “My "
        "seat” stands what leads there."
    ),
}


def refuse_use(right: Right, *, seat: Seat, is_host: bool = False) -> None:
    """Raise what a seat does not open yet, and say which one does."""
    customs = the_customs()
    if why_not_use(right, seat=seat, is_host=is_host, customs=customs) is not None:
        raise another_seat(right, customs)


def another_seat(right: Right, customs: Customs) -> Refused:
    """What this right wants, in words."""
    if right not in _OPENED:
        return refused(Refusal.ANOTHER_SEAT)
    say = format_lazy(_OPENED[right], seat=SEAT_NAMES[customs.rights[right]])
    return Refused(Refusal.ANOTHER_SEAT.value, say)


def muted(*, reason: str, wait_s: float) -> Refused:
    """Asked to listen, with the reason in the host's own words."""
    say = format_lazy(_("A host has asked you to listen for a while: {reason}"), reason=reason)
    return Refused(Refusal.MUTED.value, say, wait_s=wait_s)
