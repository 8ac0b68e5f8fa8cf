"""What is to be seen in one's pictures can be said better after they were sent."""

import pytest
from django.test import Client

from chalou.chat import actions, queries
from chalou.chat.models import Attachment, Wording
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import sign_in_many
from tests import making as make

TODAY = now()


def brought(by, room):
    return [make.picture(by=by, room=room), make.text(by=by, room=room)]


@pytest.mark.django_db
def test_that_alone_is_no_edit_but_a_change_of_the_room(happened):
    room = make.room()
    ming = make.person(joins=room)
    picture, file = brought(ming, room)
    make.message(by=ming, room=room, text="看", brought=[picture, file])
    actions.edit(
        by=ming, room_id=room.id, seq=1, text="看", at=TODAY, alts={picture.id: " 一饼 老茶 ", file.id: "茶单"}
    )
    (shown,) = queries.catch_up(room.id, 1).messages or ()
    assert (shown.change, shown.edited_at, [one.alt for one in shown.attachments]) == (2, None, ["一饼 老茶", ""])
    assert not Wording.objects.exists()
    assert [kind for kind, _ in happened()] == ["MessageEdited"]
    the_throttle.forget()
    actions.edit(by=ming, room_id=room.id, seq=1, text="看", at=TODAY, alts={picture.id: "一饼 老茶"})
    assert len(happened()) == 1, "nothing is another"
    actions.edit(by=ming, room_id=room.id, seq=1, text="看看", at=TODAY, alts={picture.id: "一饼生普"})
    shown = queries.message_in(room.id, 1)
    assert (shown.text, shown.edited_at, shown.attachments[0].alt) == ("看看", TODAY, "一饼生普")


@pytest.mark.django_db
def test_only_of_the_message_that_is_edited_and_by_its_author():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    ours, theirs = make.picture(by=ming, room=room), make.picture(by=yue, room=room)
    make.message(by=ming, room=room, brought=[ours])
    make.message(by=yue, room=room, brought=[theirs])
    actions.edit(by=ming, room_id=room.id, seq=1, text="水开了。", at=TODAY, alts={theirs.id: "别人的"})
    with pytest.raises(Refused) as refused:
        actions.edit(by=yue, room_id=room.id, seq=1, text="水开了。", at=TODAY, alts={ours.id: "别人的"})
    assert refused.value.why == "not_yours"
    the_throttle.forget()
    with pytest.raises(Refused) as refused:
        actions.edit(by=ming, room_id=room.id, seq=1, text="水开了。", at=TODAY, alts={ours.id: "长" * 600})
    assert refused.value.why == "too_long"
    assert set(Attachment.objects.values_list("alt", flat=True)) == {""}


@pytest.mark.django_db
def test_on_the_page_of_the_message():
    room = make.room()
    ming = make.person(joins=room)
    picture, file = brought(ming, room)
    make.message(by=ming, room=room, text="看", brought=[picture, file])
    ((_, key),) = sign_in_many([ming], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    page = client.get(f"/rooms/{room.id}/1/").content.decode()
    assert f'name="alt-{picture.id}" value=""' in page
    assert f'name="alt-{file.id}"' not in page
    edit = f"/rooms/{room.id}/1/edit/"
    refused = client.post(edit, {"text": "转向\u202e", f"alt-{picture.id}": '"><b>茶'}).content.decode()
    assert "<b>茶" not in refused
    assert "&lt;b&gt;茶" in refused
    the_throttle.forget()
    client.post(edit, {"text": "看", f"alt-{picture.id}": "一饼老茶", "alt-x": "?", "alt-999": "?"})
    assert queries.message_in(room.id, 1).attachments[0].alt == "一饼老茶"


def test_it_is_seen_live(table):
    room = make.room()
    ming = make.person(joins=room)
    picture = make.picture(by=ming, room=room)
    make.message(by=ming, room=room, brought=[picture])
    reader = table.guest(make.person(joins=room), html=True)
    reader.opens(room)
    actions.edit(by=ming, room_id=room.id, seq=1, text="水开了。", at=TODAY, alts={picture.id: "一饼老茶"})
    assert 'alt="一饼老茶"' in reader.hears("message", change=2)["html"]
