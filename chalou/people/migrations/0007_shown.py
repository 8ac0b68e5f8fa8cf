from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_door")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="shows_here",
            field=models.BooleanField(
                default=True, help_text="Others may see that they are here, and that they write."
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="shows_reading",
            field=models.CharField(
                choices=[("nowhere", "Nowhere"), ("rooms", "Rooms"), ("everywhere", "Everywhere")],
                default="rooms",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("shows_here", False)), fields=["id"], name="people_hidden"),
        ),
    ]
