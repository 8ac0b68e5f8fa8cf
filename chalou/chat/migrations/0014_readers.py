from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0013_storage")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="shows_readers",
            field=models.BooleanField(
                default=False, help_text="Those who sit here see who has read; as long as they are few."
            ),
        ),
    ]
