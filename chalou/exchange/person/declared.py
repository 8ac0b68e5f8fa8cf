"""What becomes of everything that names a person, when they take their things along and when they leave.

One line for each column that holds a person: a key to them, or their number. A contract test
(tests/contracts/test_persons.py) walks all tables and wants each such column here, and nothing else; another makes
somebody with one of everything and looks. So a new table cannot be forgotten: add its line, write it in
`gathering` if it is theirs to take, and let the `leave` of its area see to it.
"""

import enum
from dataclasses import dataclass


class After(enum.Enum):
    """What is there of it when they have left."""

    GONE = "gone"  # the row is deleted
    UNNAMED = "unnamed"  # the row stays, the column is emptied
    NUMBER = "number"  # the row stays with their number, which is nobody’s; `why` says what for
    WORDS = "words"  # as they chose: as NUMBER, or emptied as what is taken back


@dataclass(frozen=True, slots=True)
class Fate:
    """`taken`: under which name it stands in data.json (docs/bundle.md); None: it is not taken along, and `why`."""

    taken: str | None
    after: After
    why: str = ""


_OTHERS_PUT_IT_DOWN = "an act of theirs upon somebody else, told under kept_order"

FATES: dict[str, Fate] = {
    "people.Person.inviter": Fate("person", After.NUMBER, "who brought whom; their own is emptied"),
    "people.Person.received_by": Fate("person", After.NUMBER, "who received whom; their own is emptied"),
    "people.Session.person": Fate("sign_ins", After.GONE),
    "people.SignInLink.person": Fate("sign_in_links", After.GONE),
    "people.SignInLink.made_by": Fate(None, After.NUMBER, "only the keeper makes them, who does not leave"),
    "people.Invitation.made_by": Fate("invitations", After.GONE),
    "people.Asking.person": Fate(
        None, After.GONE, "that they asked to come in, for two weeks; the answer is gone already"
    ),
    "people.Block.person": Fate("unheard", After.GONE),
    "people.Block.blocked": Fate(None, After.NUMBER, "the choice of somebody else, of which they are never told"),
    "chat.Attachment.brought_by": Fate("attachments", After.WORDS, "whose room on the disk it takes"),
    "chat.Storage.person": Fate("storage", After.WORDS, "as long as what they brought stays"),
    "chat.Departure.person": Fate(None, After.GONE, "there is one only of those who have left"),
    "chat.Message.author": Fate("messages", After.WORDS, "who spoke next to whom, so that a talk can be followed"),
    "chat.Reaction.person": Fate("reactions", After.NUMBER, "cups that others were raised stay; goes with their words"),
    "chat.Mention.person": Fate("named_in", After.GONE),
    "chat.Pin.pinned_by": Fate("kept_order", After.NUMBER, "the room keeps it in sight"),
    "chat.Vote.person": Fate("votes", After.NUMBER, "an open vote goes on counting"),
    "chat.Floor.teller": Fate(None, After.NUMBER, "who told what; their parts are under tellings"),
    "chat.Floor.opened_by": Fate("kept_order", After.NUMBER, "who asked whom to tell"),
    "chat.Floor.holder": Fate(None, After.NUMBER, "who tells at this moment; nobody holds what is over"),
    "chat.Hand.person": Fate(None, After.GONE, "that they ask to speak, while a telling lasts"),
    "chat.Aside.person": Fate("asides", After.GONE),
    "chat.Telling.person": Fate("tellings", After.WORDS, "whose part it is of what was told"),
    "chat.Telling.withdrawn_by": Fate("kept_order", After.NUMBER, _OTHERS_PUT_IT_DOWN),
    "chat.Membership.person": Fate(
        "rooms", After.GONE, "in direct talk the seat stays, empty: the others keep the talk"
    ),
    "chat.Room.direct_key": Fate(None, After.NUMBER, "numbers of all who talk; it is told under rooms"),
    "chat.Removal.person": Fate("removed_from", After.GONE),
    "chat.Removal.removed_by": Fate("kept_order", After.NUMBER, _OTHERS_PUT_IT_DOWN),
    "chat.Hearing.person": Fate("listening", After.GONE),
    "chat.Hearing.settled_by": Fate("kept_order", After.NUMBER, "whose word let somebody speak, told under kept_order"),
    "chat.RulesKnown.person": Fate(
        None, After.GONE, "that they answered the questions about the rules; the answers are not kept"
    ),
    "chat.VouchingWithdrawn.person": Fate("no_vouching", After.GONE),
    "chat.VouchingWithdrawn.by": Fate("kept_order", After.NUMBER, _OTHERS_PUT_IT_DOWN),
    "chat.Mute.person": Fate("asked_to_listen", After.GONE),
    "chat.Mute.muted_by": Fate("kept_order", After.NUMBER, _OTHERS_PUT_IT_DOWN),
    "chat.RoomInvitation.made_by": Fate(
        "room_invitations", After.NUMBER, "void at once, deleted a month after its end"
    ),
    "chat.Thread.opened_by": Fate("tables", After.NUMBER, "what others say there needs its table"),
    "chat.ReadMark.person": Fate("read_marks", After.GONE),
    "desk.Case.person": Fate(None, After.NUMBER, "what others reported is theirs; forgotten with its case"),
    "desk.Report.reporter": Fate("reports", After.UNNAMED),
    "desk.Case.about_number": Fate(None, After.NUMBER, "which thing it is; of a case about them, their number"),
    "desk.Decision.about_number": Fate(None, After.NUMBER, "the audit, as above"),
    "desk.Decision.by_number": Fate("kept_order", After.NUMBER, "the audit: nobody can change a line of it"),
    "desk.Decision.person_number": Fate(None, After.NUMBER, "the audit; what they were told is under notices"),
    "desk.Notice.person": Fate("notices", After.GONE),
    "exchange.Bundle.person": Fate(None, After.GONE, "it is the bundle itself"),
    "people.Thanks.by": Fate("thanks_given", After.GONE),
    "people.Thanks.to": Fate("thanks_received", After.GONE),
    "people.Thanks.about_number": Fate(None, After.GONE, "what the thanks are for; told under thanks_given"),
    "people.Word.person": Fate("words_of_the_house", After.GONE),
    "people.Word.other": Fate(None, After.UNNAMED, "whom a word to somebody else speaks of"),
    "people.NameHeld.person": Fate(None, After.GONE, "what the name looks like; the name is told under person"),
    "people.Profile.person": Fate("profile", After.GONE),
    "people.Passkey.person": Fate("passkeys", After.GONE),
    "people.CodeApp.person": Fate("settings", After.GONE),
    "people.RecoveryCode.person": Fate("settings", After.GONE),
    "people.MailAddress.person": Fate("mail", After.GONE),
    "people.MailConfirmation.person": Fate("mail", After.GONE),
    "house.CustomsVersion.by_number": Fate(
        None, After.NUMBER, "only the keeper writes them, who does not leave; who wrote them for the house"
    ),
    "help.Wording.written_by": Fate(None, After.NUMBER, "what the house says, not they; who wrote it for the house"),
    "account.EmailAddress.user": Fate(None, After.GONE, "not used: the house asks for no address"),
}
