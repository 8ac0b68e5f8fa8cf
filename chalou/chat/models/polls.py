"""Polls, and how votes are kept.

How many votes a choice has stands in its own row, and how many people have voted in the poll's, so that a page need not
count; both are altered only while the room's row is held. In a secret poll no row says who voted for what: a vote
is kept under a ballot (`rules.ballot_of`), whose key stands in a table that no backup takes along.
"""

from django.db import models

from chalou.chat.models.messages import Message
from chalou.people.models import Person


class Poll(models.Model):
    """What a message asks for; its words are the question. `closes_at`: by itself; `closed_at`: by hand."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    is_several = models.BooleanField()
    is_secret = models.BooleanField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    voters = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"poll in message {self.message_id}"


class Choice(models.Model):
    """One of the things that a poll offers. They are never altered: whoever voted, voted for these words."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField(help_text="From 1 on.")
    words = models.CharField(max_length=80)
    votes = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="chat_one_choice_a_place")]

    def __str__(self) -> str:
        return f"choice {self.place} of poll {self.poll_id}"


class Vote(models.Model):
    """Somebody voted for a choice: by name, or in a secret poll by a ballot."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    ballot = models.CharField(max_length=64, null=True)  # noqa: DJ001  # unique where it is one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["choice", "person"], name="chat_one_vote_a_person"),
            models.UniqueConstraint(fields=["choice", "ballot"], name="chat_one_vote_a_ballot"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, ballot__isnull=False)
                | models.Q(person__isnull=False, ballot__isnull=True),
                name="chat_vote_by_name_or_by_ballot",
            ),
        ]

    def __str__(self) -> str:
        return f"vote for choice {self.choice_id}"


class BallotKey(models.Model):
    """By this the house finds somebody's own ballot in a secret poll while it is open. No backup takes it along, and it
    goes with the ballots when the poll closes: then only the figures are left.
    """

    poll = models.OneToOneField(Poll, primary_key=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"key of poll {self.poll_id}"
