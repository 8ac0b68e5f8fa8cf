from django.db import migrations, models


def name_slow_rooms(apps, _editor):
    apps.get_model("chat", "Room").objects.filter(slow_s__gt=0).update(mode="slow")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0017_departures"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="settled_at",
            field=models.DateTimeField(
                help_text="Since when they need not listen first: they did, were let in, or spoke here before it listened.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="mode",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("slow", "slow"),
                    ("listening", "listening"),
                    ("story", "story"),
                    ("quiet", "quiet"),
                ],
                default="open",
                help_text="How it talks at the moment. Slow: exactly where `slow_s` is not 0.",
                max_length=10,
            ),
        ),
        migrations.RunPython(name_slow_rooms, migrations.RunPython.noop, elidable=True),
    ]
