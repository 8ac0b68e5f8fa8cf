from django.db import migrations, models


def keep_what_people_had(apps, _editor):
    """Until now everybody might do everything. Whoever is in the house keeps that: nobody loses by an upgrade."""
    people = apps.get_model("people", "Person").objects
    people.filter(role="member").update(seat="regular")
    people.exclude(role="member").update(seat="elder")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_keepers_room"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="seat",
            field=models.CharField(
                choices=[("newcomer", "newcomer"), ("guest", "guest"), ("regular", "regular"), ("elder", "elder")],
                default="newcomer",
                max_length=10,
            ),
        ),
        migrations.RunPython(keep_what_people_had, migrations.RunPython.noop, elidable=True),
    ]
