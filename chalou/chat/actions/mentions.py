"""Who is named in a message that is edited."""

from django.db import connection

from chalou.chat.models import Mention, Message
from chalou.chat.writer import bind, keep
from chalou.foundation.ids import PersonId, RoomId


def name_anew(message: Message, html: str) -> str:
    """Bind the names in the message's new words, and forget the old ones; answers the HTML with its mentions."""
    with connection.cursor() as cursor:
        [(html, named)] = bind(cursor, [(RoomId(message.room_id), PersonId(message.author_id), html)])
        Mention.objects.filter(message=message).delete()
        keep(cursor, [(message.id, named)])
    return html
