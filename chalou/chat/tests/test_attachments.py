"""Pictures and files in messages: brought, sent once, seen by those who may read, and gone with the message."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from chalou.chat import actions, queries, writer
from chalou.chat.attaching import Brought
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Access, Attachment, Message
from chalou.chat.queries import storage
from chalou.chat.refusals import refused
from chalou.chat.rules import MOST_ATTACHED, Refusal
from chalou.chat.turns import talk
from chalou.chat.writer import Draft, Posted, write_group
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.ids import AttachmentId, ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.sessions import BACKEND
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(media, "folder", lambda: tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def room():
    return make.room()


@pytest.fixture
def ming(room):
    return make.person(joins=room, name="阿明")


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def post(ming, room, *brought, text="看看这饼", client_id=None):
    return actions.post(
        by=ming,
        room_id=room.id,
        text=text,
        client_id=client_id or ClientId(uuid4()),
        at=now(),
        attachments=[one if isinstance(one, Brought) else Brought(one.id) for one in brought],
    )


def why(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.why


class TestBringing:
    def test_a_picture_is_kept_twice_and_seen_by_nobody_else_until_it_is_sent(self, room, ming, folder, happened):
        brought = make.picture(by=ming, room=room, size=(3000, 1500))
        assert (brought.kind, brought.type, brought.width, brought.height) == ("picture", "image/jpeg", 2048, 1024)
        token = Attachment.objects.get().token
        large, small = files_in(folder)
        assert [large.name, small.name] == [f"{token}-large", f"{token}-small"]
        assert (large.stat().st_mode & 0o777, large.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert Image.open(small).size == (480, 240)
        assert brought.bytes == large.stat().st_size + small.stat().st_size
        assert queries.attachment_for(ming, room.id, brought.id).token == token
        for other in (make.person(joins=room), None):
            with pytest.raises(NotFound):
                queries.attachment_for(other, room.id, brought.id)
        assert happened() == []

    def test_it_is_an_event(self, room, ming, happened):
        brought = actions.bring(by=ming, room_id=room.id, data=make.picture_bytes(), at=now())
        ((kind, facts),) = happened()
        assert kind == "AttachmentBrought"
        assert (facts["room"], facts["attachment"], facts["by"]) == (room.id, brought.id, ming.id)

    def test_a_file_keeps_its_bytes_and_a_harmless_name(self, room, ming, folder):
        data = b"%PDF-1.4 a list of teas"
        brought = actions.bring(by=ming, room_id=room.id, data=data, name="../..\\茶单\x00.html", at=now())
        assert (brought.kind, brought.type, brought.name) == ("file", "application/pdf", "茶单.pdf")
        assert media.held(Attachment.objects.get().token, "whole") == data

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "unknown_kind"),
            (b"MZ\x90\x00 a program", "unknown_kind"),
            (b"\x00\x00\x00\x18ftypmp42 a film", "unknown_kind"),
            (b"\xff\xd8\xff no picture", "broken_file"),
            (b"GIF89a", "broken_file"),
        ],
    )
    def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(self, room, ming, folder, data, says):
        assert why(lambda: actions.bring(by=ming, room_id=room.id, data=data, name="tea.jpg", at=now())) == says
        assert (Attachment.objects.count(), files_in(folder)) == (0, [])

    def test_only_those_who_sit_there_bring_anything(self, room):
        stranger = make.person()
        assert why(lambda: make.picture(by=stranger, room=room)) == "not_a_member"

    def test_into_a_room_by_invitation_nobody_else_finds(self, ming):
        closed = make.room(access=Access.INVITATION)
        with pytest.raises(NotFound):
            make.picture(by=ming, room=closed)

    def test_the_largest_and_the_most(self, room, ming, folder, monkeypatch):
        monkeypatch.setattr(actions.attachments, "_MB", 1000)
        monkeypatch.setattr(storage, "MB", 1000)
        monkeypatch.setattr(settings, "CHALOU", with_limits(upload_mb=5, media_mb_person=7, media_mb_house=9))

        def text(size, by=ming):
            the_throttle.forget()
            return actions.bring(by=by, room_id=room.id, data=b"t" * size, name="a.txt", at=now())

        assert why(lambda: text(5001)) == "file_too_large"
        text(5000)
        assert why(lambda: text(2001)) == "person_full"
        text(2000)
        other = make.person(joins=room)
        assert why(lambda: text(2001, by=other)) == "house_full"
        text(2000, by=other)
        assert sum(path.stat().st_size for path in files_in(folder)) == 9000

    def test_a_full_disk_is_said_and_leaves_no_row(self, room, ming, folder, monkeypatch):
        def full(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("chalou.foundation.media.os.fsync", full)
        assert why(lambda: make.picture(by=ming, room=room)) == "disk_full"
        assert (Attachment.objects.count(), files_in(folder)) == (0, [])

    @pytest.mark.usefixtures("no_time_passes")
    def test_too_many_in_a_short_time(self, room, ming, monkeypatch):
        def bring():
            return actions.bring(by=ming, room_id=room.id, data=b"tea", name="a", at=now())

        for _ in range(30):
            bring()
        assert why(bring) == "too_fast"


def with_limits(**limits):
    """The settings of this house with other limits."""
    return type(settings.CHALOU)(**{**vars(settings.CHALOU), **limits})


class TestSending:
    def test_they_stand_in_the_message_in_the_order_given(self, room, ming):
        first, second = make.picture(by=ming, room=room), make.picture(by=ming, room=room)
        posted = post(ming, room, Brought(second.id, "  一饼\n老茶 "), first)
        shown = queries.message_in(room.id, posted.message.seq)
        assert shown == posted.message
        assert [(one.id, one.alt) for one in shown.attachments] == [(second.id, "一饼 老茶"), (first.id, "")]

    def test_beside_pictures_there_need_be_no_words(self, room, ming):
        brought = make.picture(by=ming, room=room)
        assert post(ming, room, brought, text=" \n").message.text == ""
        assert why(lambda: post(ming, room, text=" \n")) == "empty"
        assert why(lambda: actions.edit(by=ming, room_id=room.id, seq=2, text="", at=now())) == "empty"

    def test_words_can_be_taken_from_beside_a_picture_and_from_nothing_else(self, room, ming):
        make.message(by=ming, room=room)
        post(ming, room, make.picture(by=ming, room=room))
        actions.edit(by=ming, room_id=room.id, seq=2, text="", at=now())
        shown = queries.message_in(room.id, 2)
        assert (shown.text, len(shown.attachments)) == ("", 1)
        assert why(lambda: actions.edit(by=ming, room_id=room.id, seq=1, text="", at=now())) == "empty"

    def test_the_same_id_again_is_the_same_message_with_the_same_pictures(self, room, ming):
        brought, client_id = make.picture(by=ming, room=room), ClientId(uuid4())
        first = post(ming, room, brought, client_id=client_id)
        again = post(ming, room, brought, client_id=client_id)
        assert (again.message, again.again) == (first.message, True)
        assert Message.objects.count() == 1

    def test_nobody_sends_what_is_not_theirs_or_from_here_or_sent_already(self, room, ming):
        other = make.person(joins=room)
        elsewhere = make.room(name="后院")
        make.sit(ming, elsewhere)
        theirs, there, sent = (
            make.picture(by=other, room=room),
            make.picture(by=ming, room=elsewhere),
            make.picture(by=ming, room=room),
        )
        post(ming, room, sent)
        for wrong in (theirs, there, sent, Brought(AttachmentId(987654))):
            fine = make.picture(by=ming, room=room)
            assert why(lambda fine=fine, wrong=wrong: post(ming, room, fine, wrong)) == "bad_attachment"
            # What is refused takes nothing with it: the other one can still be sent.
            post(ming, room, fine)
        twice = make.picture(by=ming, room=room)
        assert why(lambda: post(ming, room, twice, twice)) == "bad_attachment"
        assert Message.objects.count() == 5

    def test_two_in_one_group_cannot_have_the_same(self, room, ming):
        brought = make.picture(by=ming, room=room)
        drafts = [
            Draft(ClientId(uuid4()), room.id, ming.id, "", "", now(), attachments=(Brought(brought.id),))
            for _ in range(2)
        ]
        first, second = write_group(drafts)
        assert isinstance(first, Posted)
        assert isinstance(second, Refused)
        assert second.why == "bad_attachment"
        assert Attachment.objects.get().message_id == first.message.id

    def test_nine_and_no_more(self, room, ming):
        many = [Brought(AttachmentId(number)) for number in range(1, MOST_ATTACHED + 2)]
        assert why(lambda: post(ming, room, *many)) == "too_many_attachments"

    def test_what_is_said_of_a_picture_is_looked_at_as_words_are(self, room, ming):
        brought = make.picture(by=ming, room=room)
        assert why(lambda: post(ming, room, Brought(brought.id, "茶\u202e饼"))) == "direction_characters"
        assert why(lambda: post(ming, room, Brought(brought.id, "茶" * 501))) == "too_long"

    def test_page_and_push_show_the_same(self, room, ming):
        posted = post(ming, room, make.picture(by=ming, room=room), Brought(make.text(by=ming, room=room).id, "单子"))
        (message,), _ = queries.messages_before(make.main(room), 2)
        html = talk((message,), new_from=None, new_count=0)
        pushed = fragment(message_frame(posted.message))
        assert f'src="/rooms/{room.id}/attachments/{message.attachments[0].id}/small/"' in pushed
        assert pushed.rpartition("</time>")[2].strip() == html.rpartition("</time>")[2].strip()

    def test_a_page_without_pictures_asks_nothing_more_and_one_with_many_one_thing(self, room, ming):
        make.message(by=ming, room=room)
        main = make.main(room)
        with CaptureQueriesContext(connection) as seen:
            queries.messages_before(main, 1000)
        assert len(seen) == 1
        for _ in range(3):
            post(ming, room, make.picture(by=ming, room=room), make.picture(by=ming, room=room))
        with CaptureQueriesContext(connection) as seen:
            messages, _ = queries.messages_before(main, 1000)
        assert len(seen) == 2
        assert [len(one.attachments) for one in messages] == [0, 2, 2, 2]


class TestGone:
    def test_taken_back_its_files_go_with_it(self, room, ming, folder, django_capture_on_commit_callbacks):
        kept = post(ming, room, make.picture(by=ming, room=room))
        post(ming, room, make.picture(by=ming, room=room), make.picture(by=ming, room=room))
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_back(by=ming, room_id=room.id, seq=2, at=now())
        assert queries.message_in(room.id, 2).attachments == ()
        assert Attachment.objects.get().message_id == kept.message.id
        assert len(files_in(folder)) == 2

    def test_what_is_not_sent_within_a_day_is_forgotten(self, room, ming, folder):
        sent, unsent = make.picture(by=ming, room=room), make.picture(by=ming, room=room)
        post(ming, room, sent)
        actions.forget_attachments(at=now() + timedelta(hours=23))
        assert Attachment.objects.count() == 2
        actions.forget_attachments(at=now() + timedelta(hours=25))
        assert Attachment.objects.get().id == sent.id
        assert len(files_in(folder)) == 2
        assert why(lambda: post(ming, room, unsent)) == "bad_attachment"

    def test_files_of_which_no_row_tells_are_found(self, room, ming, folder):
        post(ming, room, make.picture(by=ming, room=room))
        lost = media.new_token()
        media.keep(lost, "large", b"a process was killed here")
        half = folder / lost[:2] / f".{lost}-small.1234"
        half.write_bytes(b"and here")
        actions.forget_attachments(at=now())
        assert half.exists(), "it may be on its way"
        actions.forget_attachments(at=now() + timedelta(hours=25))
        assert len(files_in(folder)) == 2
        assert not half.exists()

    def test_what_is_refused_by_the_writer_is_kept_for_another_try(self, room, ming):
        brought = make.picture(by=ming, room=room)
        thread = make.thread(by=ming, room=room)
        actions.archive_thread(by=ming, room_id=room.id, thread_id=thread, is_archived=True, at=now())
        draft = Draft(ClientId(uuid4()), room.id, ming.id, "", "", now(), thread, (Brought(brought.id),))
        (outcome,) = writer.write_group([draft])
        assert isinstance(outcome, Refused)
        assert outcome.why == refused(Refusal.ARCHIVED).why
        post(ming, room, brought)


class TestAddresses:
    @pytest.fixture
    def web(self, client, ming):
        client.force_login(ming, backend=BACKEND)
        return client

    def test_a_program_brings_one_and_sends_it(self, web, room):
        answer = web.post(
            f"/rooms/{room.id}/attachments/",
            {"files": SimpleUploadedFile("x.exe", make.picture_bytes(size=(40, 60))), "alt": "饼", "turns": "1"},
            headers={"accept": "application/json"},
        )
        told = answer.json()
        assert told == {
            "room": room.id,
            "attachment": told["attachment"],
            "kind": "picture",
            "type": "image/jpeg",
            "bytes": told["bytes"],
            "width": 60,
            "height": 40,
            "alt": "饼",
        }
        sent = web.post(
            f"/rooms/{room.id}/post/", {"attachment": told["attachment"]}, headers={"accept": "application/json"}
        )
        message = web.get(f"/rooms/{room.id}/{sent.json()['seq']}/", headers={"accept": "application/json"}).json()
        assert message["attachments"] == [{key: value for key, value in told.items() if key != "room"}]

    def test_a_form_without_scripts_brings_all_and_speaks(self, web, room):
        files = [SimpleUploadedFile(f"{n}.jpg", make.picture_bytes()) for n in range(3)]
        answer = web.post(f"/rooms/{room.id}/attachments/", {"text": "三泡", "files": files})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/rooms/{room.id}/#m1")
        message = queries.message_in(room.id, 1)
        assert (message.text, len(message.attachments)) == ("三泡", 3)

    def test_what_is_refused_keeps_the_rest_and_the_words(self, web, room):
        files = [SimpleUploadedFile("a.jpg", make.picture_bytes()), SimpleUploadedFile("b.jpg", b"\xff\xd8\xff no")]
        answer = web.post(f"/rooms/{room.id}/attachments/", {"text": "两张", "files": files})
        page = answer.content.decode()
        kept = Attachment.objects.get()
        assert answer.status_code == 409
        assert "两张</textarea>" in page
        assert f'name="attachment" value="{kept.id}"' in page
        assert Message.objects.count() == 0
        web.post(
            f"/rooms/{room.id}/attachments/", {"text": "两张", "attachment": kept.id, f"alt-{kept.id}": "只有一张"}
        )
        assert queries.message_in(room.id, 1).attachments[0].alt == "只有一张"

    def test_it_is_looked_at_and_never_run(self, web, room, ming):
        message = make.message(
            by=ming, room=room, brought=[make.picture(by=ming, room=room), make.text(by=ming, room=room)]
        )
        picture, file = message.attachments
        base = f"/rooms/{room.id}/attachments"
        for address, kind, saved in (
            (f"{base}/{picture.id}/large/", "image/jpeg", "inline"),
            (f"{base}/{file.id}/whole/", "text/plain", "attachment"),
        ):
            answer = web.get(address)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Disposition"].startswith(f"{saved};")
            policy = answer.headers["Content-Security-Policy"].split("; ")
            assert policy[0] == "default-src 'none'"
            assert "sandbox" in policy
            assert not any(one.startswith("script-src") for one in policy)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
        assert web.get(f"{base}/{file.id}/whole/").content.decode() == "一两银针"
        for wrong in (f"{picture.id}/whole", f"{file.id}/large", f"{picture.id}/..", f"{2**63}/small", "0/small"):
            assert web.get(f"{base}/{wrong}/").status_code == 404

    def test_a_browser_that_has_it_is_asked_again_who_may_see_it(self, web, room, ming):
        message = make.message(by=ming, room=room, brought=[make.picture(by=ming, room=room)])
        address = f"/rooms/{room.id}/attachments/{message.attachments[0].id}/small/"
        etag = web.get(address).headers["ETag"]
        again = web.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        keeper = make.keeper()
        actions.remove(by=keeper, room_id=room.id, person_id=ming.id, at=now())
        assert web.get(address, headers={"If-None-Match": etag}).status_code == 404

    def test_through_another_room_it_is_not_found(self, web, room, ming):
        other = make.room(name="后院")
        make.sit(ming, other)
        message = make.message(by=ming, room=room, brought=[make.picture(by=ming, room=room)])
        assert web.get(f"/rooms/{other.id}/attachments/{message.attachments[0].id}/small/").status_code == 404

    def test_what_is_said_of_a_picture_and_what_a_file_is_called_are_text(self, web, room, ming):
        evil = '"><script>pwned()</script>'
        post(ming, room, Brought(make.picture(by=ming, room=room).id, evil), make.text(by=ming, room=room, name=evil))
        page = web.get(f"/rooms/{room.id}/").content.decode()
        assert "<script>pwned" not in page
        assert "&#34;&gt;&lt;script&gt;pwned()&lt;/script&gt;" in page
