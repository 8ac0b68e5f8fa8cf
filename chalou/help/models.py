"""What a house has changed of its help. Our own words are no rows: they are files (`first`), and stand until somebody
writes others. So better ones come with an update wherever nobody did.
"""

from django.db import models

from chalou.foundation import languages


class Kind(models.TextChoices):
    SECTION = "section"
    QUESTION = "question"


class Entry(models.Model):
    """A section or a question that the house has changed, put elsewhere or hidden, or one of its own."""

    slug = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    section = models.CharField(
        max_length=60, blank=True, help_text="The section of a question, by its slug; blank: where ours has it."
    )
    place = models.PositiveIntegerField(null=True, help_text="Among its neighbours; null: where ours has it.")
    is_hidden = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class Wording(models.Model):
    """How the house says it in one language, now or earlier."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12, choices=languages.choices)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_current = models.BooleanField()
    ours_then = models.CharField(max_length=16, blank=True, help_text="Which of our own wordings stood here then.")
    written_by = models.BigIntegerField(help_text="The person; no foreign key, for the words outlive them.")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "language"], condition=models.Q(is_current=True), name="help_one_wording_stands"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Care(models.Model):
    """Who else than the keeper may change the help: one row, or none."""

    by_moderators = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="help_there_is_one_care")]

    def __str__(self) -> str:
        return "moderators too" if self.by_moderators else "the keeper"
