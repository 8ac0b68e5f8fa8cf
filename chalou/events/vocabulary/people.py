"""What can happen to people."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonJoined(Event):
    person: PersonId
    inviter: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChanged(Event):
    """The name, cup, language or zone is another; `is_seen` says that others see it (name or cup)."""

    person: PersonId
    is_seen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileChanged(Event):
    """What somebody says of themselves is another: their few words, the languages they read, their picture, or whether
    they stand in the list of the house. `by` is somebody else where those who keep order took it away.
    """

    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class NewcomersReceived(Event):
    """Somebody receives newcomers from now on, or no longer."""

    person: PersonId
    on: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGiven(Event):
    person: PersonId
    role: str
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseHandedOver(Event):
    """Another is the keeper; whoever was (`by`) is a moderator from now on."""

    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedToComeIn(Event):
    """Somebody asks to be let into the house. They are nobody here yet."""

    asking: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AskingTakenBack(Event):
    """Whoever asked to be let in does so no more; nothing of it is kept."""

    asking: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AskingDecided(Event):
    """`person` is who they are now; None: they were not let in."""

    asking: int
    person: PersonId | None
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonSentAway(Event):
    """Out of the house: they cannot sign in until somebody lets them back."""

    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLetBack(Event):
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLeft(Event):
    """Somebody left for good: their account is erased, and their number is nobody's."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class BundleAsked(Event):
    """Somebody wants to take their things along."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionsEnded(Event):
    """Some or all sign-ins of a person are over; their live connections close.

    `kept` is the digest of the one session that goes on (the browser that changed the password), `ended` the digest
    of the single one that ended; with neither, all are over. Digests, because a session's key in a log is a key.
    """

    person: PersonId
    kept: str | None = None
    ended: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInLinkMade(Event):
    person: PersonId
    by: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInLinkUsed(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationMade(Event):
    by: PersonId
    invitation: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationWithdrawn(Event):
    by: PersonId
    invitation: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordChanged(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocked(Event):
    """`person` neither sees nor hears `blocked` any more. Nobody else is told."""

    person: PersonId
    blocked: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Unblocked(Event):
    person: PersonId
    blocked: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorSet(Event):
    """Who may talk with somebody directly is another."""

    person: PersonId
    door: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSet(Event):
    """What somebody shows others is another: whether they are `here` and write, and where, how far they have read."""

    person: PersonId
    here: bool
    reading: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyAdded(Event):
    person: PersonId
    passkey: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyRenamed(Event):
    person: PersonId
    passkey: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyRemoved(Event):
    person: PersonId
    passkey: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyUsed(Event):
    """It let its person in, or said that they are still there."""

    person: PersonId
    passkey: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TwoStepsChosen(Event):
    """From now on a password alone does not let this person in."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class TwoStepsEnded(Event):
    """It does again; their app and recovery codes are forgotten."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeAppAdded(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeAppRemoved(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeUsed(Event):
    """A code was good as second step: of the app, or one of those that were printed (`is_recovery`)."""

    person: PersonId
    is_recovery: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesMade(Event):
    """New ones; those of before are void."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MailAddressGiven(Event):
    """Somebody gave an address and has yet to confirm it."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MailAddressConfirmed(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MailAddressRemoved(Event):
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatRisen(Event):
    """Somebody has come to a better seat by what the house counts."""

    person: PersonId
    seat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ElderNamed(Event):
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class SetBack(Event):
    """The keeper gave somebody an earlier seat; why stands in the audit of the desk."""

    person: PersonId
    seat: str
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Thanked(Event):
    """`by` thanks `to`. What for, and in which words, the row says."""

    thanks: int
    by: PersonId
    to: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThanksHidden(Event):
    """The words of thanks were put out of sight by those who keep order."""

    thanks: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThanksShownAgain(Event):
    thanks: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThanksTakenBack(Event):
    """By whoever gave them, by whoever was thanked, or by those who keep order."""

    thanks: int
    by: PersonId
