"""Threads with titles, tags and what they are about; how far somebody has read is kept for each thread."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MARKS_OF_ROOMS_TO_THEIR_MAIN_THREADS = """
    UPDATE chat_readmark SET thread_id = (
        SELECT t.id FROM chat_thread t WHERE t.room_id = chat_readmark.room_id AND t.is_main
    )
"""
# Whoever sits in a room has a mark of its main thread, so that counting what is unread begins with their marks.
MARKS_OF_ALL_WHO_SIT = """
    INSERT INTO chat_readmark (thread_id, person_id, seq, read_at, stance)
    SELECT t.id, m.person_id, -1, m.joined_at, '' FROM chat_membership m
    JOIN chat_thread t ON t.room_id = m.room_id AND t.is_main
    WHERE NOT EXISTS (SELECT 1 FROM chat_readmark k WHERE k.thread_id = t.id AND k.person_id = m.person_id)
"""
# Until now every message was in the main thread of its room.
LAST_OF_MAIN_THREADS = """
    UPDATE chat_thread SET last_seq = (SELECT r.seq FROM chat_room r WHERE r.id = chat_thread.room_id)
"""


def settle(apps, schema_editor):
    """Have the keys of the rows above checked now: PostgreSQL alters no table while some are still to be checked."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


SETTLED = migrations.RunPython(settle, migrations.RunPython.noop)


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0002_rooms_by_invitation_and_wordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "thread",
            "opened_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("thread", "archived_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "thread",
            "last_seq",
            models.BigIntegerField(default=0, help_text="The seq of its newest message; 0: none yet."),
        ),
        migrations.AddField(
            "thread",
            "change",
            models.BigIntegerField(
                default=0,
                help_text="The room's change at which its title, its tags or its being open were last another.",
            ),
        ),
        migrations.AddField("thread", "about_kind", models.CharField(blank=True, max_length=20)),
        migrations.AddField("thread", "about_id", models.BigIntegerField(null=True)),
        migrations.AlterField(
            "thread",
            "room",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="threads",
                to="chat.room",
            ),
        ),
        migrations.RunSQL(LAST_OF_MAIN_THREADS, migrations.RunSQL.noop),
        SETTLED,
        migrations.AddIndex(
            "thread", models.Index(fields=["room", "-last_seq", "-id"], name="chat_threads_in_order")
        ),
        migrations.AddIndex("thread", models.Index(fields=["room", "change"], name="chat_threads_altered")),
        migrations.AddIndex(
            "thread",
            models.Index(
                condition=models.Q(("about_kind", ""), _negated=True),
                fields=["about_kind", "about_id"],
                name="chat_threads_about",
            ),
        ),
        migrations.CreateModel(
            name="ThreadTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=20)),
                (
                    "thread",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="chat.thread",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("thread", "word"), name="chat_one_tag_a_thread")],
            },
        ),
        migrations.AddField(
            "readmark",
            "thread",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="chat.thread"
            ),
        ),
        migrations.AddField(
            "readmark",
            "stance",
            models.CharField(
                blank=True,
                choices=[("", "None"), ("follows", "Follows"), ("muted", "Muted")],
                default="",
                max_length=8,
            ),
        ),
        migrations.RunSQL(MARKS_OF_ROOMS_TO_THEIR_MAIN_THREADS, migrations.RunSQL.noop),
        SETTLED,
        migrations.RemoveConstraint("readmark", "chat_one_read_mark_a_room"),
        migrations.RemoveField("readmark", "room"),
        migrations.AlterField(
            "readmark",
            "person",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "readmark",
            "thread",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="chat.thread"),
        ),
        migrations.AddConstraint(
            "readmark",
            models.UniqueConstraint(fields=("person", "thread"), name="chat_one_read_mark_a_thread"),
        ),
        migrations.AddIndex(
            "readmark",
            models.Index(condition=models.Q(("stance", "follows")), fields=["person"], name="chat_threads_followed"),
        ),
        migrations.AddIndex(
            "message", models.Index(fields=["thread", "seq"], name="chat_message_in_thread")
        ),
        migrations.RunSQL(MARKS_OF_ALL_WHO_SIT, migrations.RunSQL.noop),
        SETTLED,
    ]
