from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_blocks")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="door",
            field=models.CharField(choices=[("shared", "Shared"), ("closed", "Closed")], default="shared", max_length=8),
        ),
    ]
