"""Which names are taken, those of everybody who is here included; names that are the same already stay."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chalou.foundation.text.likeness import skeletons
from chalou.people.sounds import read_as

AT_ONCE = 500


def hold(apps: Any, _editor: Any) -> None:  # Django's own, which have no types
    people, held = (apps.get_model("people", name).objects for name in ("Person", "NameHeld"))
    last, taken = 0, set()
    while found := list(people.filter(id__gt=last).order_by("id").only("id", "name")[:AT_ONCE]):
        rows = []
        for person in found:
            person.read_as = read_as(person.name)
            for key in sorted(skeletons(person.name)):
                rows.append(held.model(key=key, person=person, is_shared=key in taken))
                taken.add(key)
        people.bulk_update(found, ["read_as"])
        held.bulk_create(rows)
        last = found[-1].id


class Migration(migrations.Migration):
    dependencies = [("people", "0007_shown")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_listed",
            field=models.BooleanField(default=True, help_text="They stand in the list of everybody in the house."),
        ),
        migrations.AddField(
            model_name="person",
            name="read_as",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("reads", models.CharField(blank=True, max_length=80)),
                ("picture", models.CharField(blank=True, db_index=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="NameHeld",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=128)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                ("is_shared", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["key", "person"], name="people_name_held_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_shared", False)), fields=["key"], name="people_name_of_one_person"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("role", "member"), _negated=True), fields=["id"], name="people_of_order"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["read_as", "id"], name="people_by_alphabet"),
        ),
        # Last: PostgreSQL makes no index on a table to which rows were just bound.
        migrations.RunPython(hold, migrations.RunPython.noop, elidable=True),
    ]
