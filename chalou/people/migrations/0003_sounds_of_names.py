"""How names are looked up and found, for those who have one already."""

from typing import Any

from django.db import migrations, models

from chalou.foundation.text.lines import line_key
from chalou.people.sounds import sounds_of

AT_ONCE = 500


def spell(apps: Any, _editor: Any) -> None:  # Django's own, which have no types
    people = apps.get_model("people", "Person").objects
    last = 0
    while found := list(people.filter(id__gt=last).order_by("id").only("id", "name")[:AT_ONCE]):
        for person in found:
            person.name_key, person.sounds = line_key(person.name), sounds_of(person.name)
        people.bulk_update(found, ["name_key", "sounds"])
        last = found[-1].id


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_key",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="person",
            name="sounds",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
    ]
