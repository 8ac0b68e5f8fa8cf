from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0015_answers_in_order"), ("people", "0008_names_held_and_profiles")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("taken_back_at__isnull", True)),
                fields=["author", "room", "id"],
                name="chat_said_by",
            ),
        ),
    ]
