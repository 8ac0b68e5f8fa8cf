import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHAT_IS_THERE = """
    INSERT INTO chat_storage (person_id, pictures, files, bytes)
    SELECT brought_by_id, SUM(CASE WHEN kind = 'picture' THEN 1 ELSE 0 END),
        SUM(CASE WHEN kind = 'picture' THEN 0 ELSE 1 END), SUM(bytes)
    FROM chat_attachment GROUP BY brought_by_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0012_forward'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Storage',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('pictures', models.IntegerField(default=0)),
                ('files', models.IntegerField(default=0)),
                ('bytes', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['-bytes'], name='chat_largest_storage')],
            },
        ),
        migrations.RunSQL(WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
