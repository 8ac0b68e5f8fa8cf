from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0014_readers'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='message', name='chat_replies'),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('reply_to__isnull', False)), fields=['reply_to', 'room', 'seq'], name='chat_answers'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('forwarded_from__isnull', False)), fields=['room', 'seq'], name='chat_forwarded_here'),
        ),
    ]
