from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0010_hidden")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="shows_readers",
            field=models.BooleanField(
                default=False, help_text="Those who sit here see who has read; as long as they are few."
            ),
        ),
    ]
