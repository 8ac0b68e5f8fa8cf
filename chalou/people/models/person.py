"""People of the house, how they came, and the sessions in which they are signed in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from chalou.foundation import languages
from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Seat
from chalou.people.models.roles import ORDER_KEEPERS, Role, seat_in


class Tea(models.TextChoices):
    """The liquor in somebody's cup, their sign beside what they say."""

    EMPTY = "empty"
    GREEN = "green"
    YELLOW = "yellow"
    WHITE = "white"
    OOLONG = "oolong"
    BLACK = "black"
    DARK = "dark"


class Door(models.TextChoices):
    """Who may talk with somebody directly: those with whom they share a room, or nobody."""

    SHARED = "shared"
    CLOSED = "closed"


class Reading(models.TextChoices):
    """Where others may see how far somebody has read: nowhere, in small rooms whose hosts have asked for it, or there
    and in direct talk. Where one does not show it one does not see it of others either.
    """

    NOWHERE = "nowhere"
    ROOMS = "rooms"
    EVERYWHERE = "everywhere"


class Theme(models.TextChoices):
    """In which light somebody sees the house. Kept as the page's own word; empty: as the device."""

    DAY = "day"
    EVENING = "evening"


class TextSize(models.TextChoices):
    """How large its letters are; empty: as the browser has them."""

    LARGE = "large"


class Motion(models.TextChoices):
    """How much moves; empty: as the device asks."""

    LESS = "less"


class Welcome(models.TextChoices):
    """How far the house has come with welcoming somebody: it tells whoever receives them, and them, a day later, what
    was said meanwhile.
    """

    COME = "come"
    RECEIVED = "received"
    OVER = "over"


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(sign_in_name=(username or "").lower())


class Person(AbstractBaseUser):
    id: PersonId  # the column is Django's BigAutoField; this is its meaning

    sign_in_name = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=24)
    # How the name is looked up and found, set with it by `names.spelled`.
    name_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    sounds = models.CharField(max_length=200, blank=True, default="")
    # Where it stands in a list by the alphabet: as it is read aloud.
    read_as = models.CharField(max_length=120, blank=True, default="")
    cup = models.CharField(max_length=8, choices=Tea, default=Tea.OOLONG)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    seat = models.CharField(
        max_length=10, choices=[(seat.value, seat.value) for seat in Seat], default=Seat.NEWCOMER.value
    )
    days_here = models.PositiveIntegerField(default=0, help_text="Different days on which they were here, counted.")
    last_day = models.DateField(null=True, help_text="The last of these days, where they live; no other is kept.")
    listened_in = models.PositiveIntegerField(
        default=0, help_text="In how many rooms they have listened or spoken, at the most there ever were."
    )
    is_vouched = models.BooleanField(default=False, help_text="Somebody who may has given their word for them.")
    set_back_at = models.DateTimeField(
        null=True, help_text="The keeper set them back then: of what counts for a seat, what came before does no more."
    )
    language = models.CharField(max_length=12, choices=languages.choices, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    theme = models.CharField(max_length=8, choices=Theme, blank=True, default="")
    text_size = models.CharField(max_length=8, choices=TextSize, blank=True, default="")
    motion = models.CharField(max_length=8, choices=Motion, blank=True, default="")
    two_steps = models.BooleanField(
        default=False,
        help_text="They chose that a password alone does not let in; passkeys change nothing.",
    )
    inviter = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.DateTimeField()
    receives = models.BooleanField(default=False, help_text="They receive newcomers of the house.")
    received_last_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were last asked to receive somebody: the next is for another."
    )
    received_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    welcome = models.CharField(
        max_length=8, choices=Welcome, default=Welcome.OVER, help_text="How far the house has come with welcoming them."
    )
    is_active = models.BooleanField(default=True)
    why_away = models.CharField(
        max_length=200, blank=True, help_text="Why they were sent out of the house; read at signing in."
    )
    unread_notices = models.PositiveIntegerField(
        default=0,
        help_text="Words of the house they have not read; read with every session, so that pages ask no more.",
    )
    door = models.CharField(max_length=8, choices=Door, default=Door.SHARED)
    blocks_somebody = models.BooleanField(
        default=False, help_text="There are rows in `Block`: it comes with the session, so that others need not ask."
    )
    shows_here = models.BooleanField(default=True, help_text="Others may see that they are here, and that they write.")
    shows_reading = models.CharField(max_length=10, choices=Reading, default=Reading.ROOMS)
    is_asked_about_tea = models.BooleanField(
        default=True, help_text="While they praise a tea in a few empty words they are asked for more."
    )
    is_listed = models.BooleanField(default=True, help_text="They stand in the list of everybody in the house.")
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="They left for good: nothing of them is here but their number. No name."
    )

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("sign_in_name"), name="people_sign_in_name_once"),
            models.UniqueConstraint(
                fields=["role"], condition=models.Q(role=Role.KEEPER), name="people_there_is_one_keeper"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(name="", password="", is_active=False),
                name="people_who_left_are_a_number",
            ),
        ]
        indexes = [
            # The few who hide, for the comparison with what was told.
            models.Index(fields=["id"], condition=models.Q(shows_here=False), name="people_hidden"),
            # The few who keep order, and the elders, whose words are marked in every room.
            models.Index(
                fields=["id"], condition=~models.Q(role=Role.MEMBER) | models.Q(seat="elder"), name="people_marked"
            ),
            models.Index(fields=["read_as", "id"], name="people_by_alphabet"),
            # The few who have just come, for the house that greets them.
            models.Index(fields=["joined_at"], condition=~models.Q(welcome="over"), name="people_to_welcome"),
            models.Index(fields=["received_last_at"], condition=models.Q(receives=True), name="people_who_receive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_keeper(self) -> bool:
        return self.role == Role.KEEPER

    @property
    def keeps_order(self) -> bool:
        """Keeper or moderator: opens rooms, invites, and helps where a room's hosts cannot."""
        return self.role in ORDER_KEEPERS

    @property
    def sits_as(self) -> Seat:
        """By which seat it goes what they may do."""
        return seat_in(self.seat, self.role)


class NameHeld(models.Model):
    """What somebody's name looks like (`foundation/text/likeness`), so that nobody else takes one that looks the same:
    as long as they bear it, and for a while afterwards (`until`).

    Names that were the same before the house asked, or were given from the shell, are `is_shared`: they stay, and a
    third is refused.
    """

    key = models.CharField(max_length=128)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "person"], name="people_name_held_once"),
            # Of two who take one name in the same moment the second is refused.
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(is_shared=False), name="people_name_of_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.person_id}"


class Profile(models.Model):
    """What somebody says of themselves; no row where they say nothing. `reads`: codes of languages, with spaces.
    `picture`: the token of its files (`foundation/media`).
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="profile")
    words = models.CharField(max_length=300, blank=True)
    reads = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=40, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"profile of {self.person_id}"


class Session(AbstractBaseSession):
    """A sign-in. It names its person, so that all of somebody's sessions can be ended at once."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")


class SignInLink(models.Model):
    """A link that signs its person in, for a lost password or a guest of the demo; only its digest is kept.

    Behind one that came `by_mail` nobody vouches: where two steps were chosen it is the first of them.
    """

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField(default=1)
    by_mail = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"link {self.pk} for {self.person_id}"


class Invitation(models.Model):
    """A link by which people may join a house that is not open to all; it remembers who invited."""

    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField(default=1)
    came = models.PositiveIntegerField(default=0, help_text="How many have come by it.")
    label = models.CharField(max_length=40, blank=True, help_text="What it is for, for who looks after it.")

    def __str__(self) -> str:
        return f"invitation {self.pk} by {self.made_by_id}"


class Asking(models.Model):
    """Somebody who asks to be let into a house that is open by approval: until that is decided, and for some days
    after, so that they can read it. A row of its own and no person: it is in no list, cannot be named, reached or
    signed in as.
    """

    digest = models.CharField(max_length=64, unique=True, help_text="Of the token in the address of their own page.")
    sign_in_name = models.CharField(max_length=30)
    name = models.CharField(max_length=24)
    password = models.CharField(max_length=128, blank=True, help_text="As a person's; empty once they were let in.")
    language = models.CharField(max_length=12, choices=languages.choices, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=200, blank=True, help_text="As it was put to them.")
    answer = models.CharField(max_length=500, blank=True, help_text="Gone as soon as it is decided.")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200, blank=True, help_text="Why they were not let in; they read it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_in_name"], condition=models.Q(decided_at__isnull=True), name="people_one_asks_by_a_name"
            )
        ]
        # Those who wait; asked at the head of every page of those who keep order.
        indexes = [models.Index(fields=["id"], condition=models.Q(decided_at__isnull=True), name="people_askings_open")]

    def __str__(self) -> str:
        return f"asking {self.pk}"


class Block(models.Model):
    """`person` neither sees nor hears `blocked`, anywhere; `blocked` is never told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="people_one_block_a_pair"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("blocked")), name="people_nobody_blocks_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} does not hear {self.blocked_id}"


class Passkey(models.Model):
    """A key that somebody's device or password manager keeps, to sign in with. Here is its public half; what maker the
    device is of is not kept.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    credential = models.CharField(max_length=1400, unique=True, help_text="Its number, by which a device finds it.")
    public_key = models.TextField(help_text="COSE, in base64url as the number is.")
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"passkey {self.pk} of {self.person_id}"


class CodeApp(models.Model):
    """An app that shows another code every half minute, as second step. The secret itself is kept, for each code is
    reckoned from it; it lets nobody in without the password.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    secret = models.CharField(max_length=64)
    last_step = models.PositiveBigIntegerField(default=0, help_text="Of the last code that was taken: none is twice.")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code app of {self.person_id}"


class RecoveryCode(models.Model):
    """One of the codes somebody printed, for the day when the second step is lost. Good once; its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="people_recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk} of {self.person_id}"


class MailAddress(models.Model):
    """Where letters reach somebody who gave an address and confirmed it: for a lost password, and words about their own
    account. Two people may share one.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    address = models.CharField(max_length=254)
    address_key = models.CharField(max_length=254, db_index=True)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mail address of {self.person_id}"


class MailConfirmation(models.Model):
    """An address that somebody gave and has not confirmed yet. It is forgotten with its link."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mail address of {self.person_id}, not confirmed"
