"""What people say of themselves, and the picture on their page."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chalou.chat.actions import forget_attachments
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.people import actions, queries
from chalou.people.models import Person, Profile, Role
from tests import making as make

pytestmark = pytest.mark.django_db

PAGE = "/me/profile/"
PICTURE = "/me/profile/picture/"


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(media, "folder", lambda: tmp_path)
    return lambda: sorted(path.name.split("-")[1] for path in tmp_path.glob("??/*"))


@pytest.fixture
def afu(client):
    make.house()
    afu = make.person(name="阿福")
    client.force_login(afu)
    return afu


def test_words_and_languages_are_kept(afu, happened):
    actions.set_profile(by=afu, words=" 爱喝岩茶\u200b。 ", reads=["en", "zh"], is_listed=False, at=now())
    shown = queries.profile_of(afu.id)
    assert (shown.words, shown.reads) == ("爱喝岩茶。", (("zh", "中文"), ("en", "English")))
    assert not queries.is_listed(afu.id)
    assert happened() == [("ProfileChanged", {"person": afu.id, "by": afu.id})]


def test_all_of_it_may_be_taken_away_again(afu):
    actions.set_profile(by=afu, words="爱喝岩茶", reads=["zh"], is_listed=True, at=now())
    actions.set_profile(by=afu, words="", reads=[], is_listed=True, at=now())
    assert queries.profile_of(afu.id) == queries.ProfileShown()


@pytest.mark.parametrize(
    ("words", "reads", "reason"),
    [("茶" * 301, [], "too_long"), ("a\u202eb", [], "direction_characters"), ("", ["tlh"], "no_such_language")],
)
def test_what_the_door_turns_away_is_not_kept(afu, happened, words, reads, reason):
    with pytest.raises(Refused) as refused:
        actions.set_profile(by=afu, words=words, reads=reads, is_listed=True, at=now())
    assert refused.value.why == reason
    assert not Profile.objects.exists()
    assert happened() == []


def test_a_preview_keeps_nothing(client, afu, happened):
    answer = client.post(PAGE, {"words": "爱喝岩茶", "reads": ["zh"], "is_listed": "on", "preview": "yes"})
    text = answer.content.decode()
    assert text.count("爱喝岩茶") == 2  # as it would be seen, and in the field
    assert not Profile.objects.exists()
    assert happened() == []


def test_what_is_refused_stays_typed(client, afu):
    answer = client.post(PAGE, {"words": "茶" * 301, "is_listed": "on"})
    assert answer.status_code == 422
    assert "茶" * 301 in answer.content.decode()


def test_words_are_text_and_no_links(client, afu):
    client.post(PAGE, {"words": "<b>x</b> https://example.org", "is_listed": "on"})
    text = client.get(f"/people/{afu.id}/").content.decode()
    assert "&lt;b&gt;x" in text
    assert 'href="https://example.org' not in text


def square(token, side):
    with Image.open(io.BytesIO(media.held(token, side))) as opened:
        return opened.size, opened.format, dict(opened.getexif())


def sent(client, data, name="me.jpg", **more):
    return client.post(PICTURE, {"picture": SimpleUploadedFile(name, data), "turns": "0", **more})


def test_a_picture_is_made_anew_square_and_bare(client, afu, files, happened):
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    assert sent(client, make.picture_bytes(size=(900, 400), exif=exif)).status_code == 302
    token = queries.picture_of(afu.id)
    for side in actions.PICTURE_SIDES:
        assert square(token, str(side)) == ((side, side), "JPEG", {})
    assert files() == ["256", "48", "96"]
    assert happened() == [("ProfileChanged", {"person": afu.id, "by": afu.id})]


def test_a_small_picture_is_made_no_larger(client, afu):
    sent(client, make.picture_bytes(size=(64, 48)))
    assert square(queries.picture_of(afu.id), "256")[0] == (48, 48)


@pytest.mark.parametrize("data", [b"", b"tea", b"%PDF-1.4 tea", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused_in_words(client, afu, files, data):
    answer = sent(client, data)
    assert answer.status_code == 422
    assert 'id="id_picture_error"' in answer.content.decode()
    assert files() == []
    with pytest.raises(NotFound):
        queries.picture_of(afu.id)


def test_of_two_pictures_the_second_is_left(client, afu, files, django_capture_on_commit_callbacks):
    sent(client, make.picture_bytes(size=(64, 64)))
    with django_capture_on_commit_callbacks(execute=True):
        sent(client, make.picture_bytes(size=(80, 80)))
    assert files() == ["256", "48", "96"]


def test_a_picture_is_removed_with_its_files(client, afu, files, django_capture_on_commit_callbacks):
    sent(client, make.picture_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PICTURE, {"remove": "yes"})
    assert files() == []
    assert client.get(f"/people/{afu.id}/picture/96/").status_code == 404


def test_the_chore_that_tidies_files_leaves_pictures_of_people(afu, files):
    actions.set_picture(by=afu, data=make.picture_bytes(), at=now())
    media.keep(media.new_token(), "whole", b"of nobody")
    for path in media.folder().glob("??/*"):
        os.utime(path, (0, 0))
    forget_attachments(at=now())
    assert files() == ["256", "48", "96"]


def test_members_see_a_picture_and_strangers_do_not(client, afu):
    actions.set_picture(by=afu, data=make.picture_bytes(), at=now())
    there, mark = f"/people/{afu.id}/picture/96/", queries.profile_of(afu.id).picture
    kept = client.get(f"{there}?v={mark}")
    assert (kept.status_code, kept.headers["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    assert kept.headers["Cache-Control"] == "private, max-age=604800"
    assert client.get(there).headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/people/{afu.id}/picture/97/").status_code == 404
    client.logout()
    assert client.get(there).headers["Location"].startswith("/signin/")


def test_a_picture_of_somebody_one_does_not_hear_is_not_shown(client, afu):
    loud = make.person()
    actions.set_picture(by=loud, data=make.picture_bytes(), at=now())
    actions.block(by=afu, person=loud.id, at=now())
    assert client.get(f"/people/{loud.id}/picture/96/").status_code == 404


def test_those_who_keep_order_take_words_and_picture_away(afu, files, happened, django_capture_on_commit_callbacks):
    actions.set_profile(by=afu, words="加我，另有好货", reads=["zh"], is_listed=True, at=now())
    actions.set_picture(by=afu, data=make.picture_bytes(), at=now())
    moderator = make.person(role=Role.MODERATOR)
    with django_capture_on_commit_callbacks(execute=True):
        actions.clear_profile(by=moderator, person_id=afu.id, at=now())
    assert queries.profile_of(afu.id) == queries.ProfileShown()
    assert files() == []
    assert happened()[-1] == ("ProfileChanged", {"person": afu.id, "by": moderator.id})


def test_nobody_else_does_and_of_a_moderator_only_the_keeper(afu):
    moderator, other = make.person(role=Role.MODERATOR), make.person(role=Role.MODERATOR)
    for by, person in ((afu, moderator), (other, moderator), (other, make.keeper())):
        with pytest.raises(Refused):
            actions.clear_profile(by=by, person_id=person.id, at=now())
    actions.clear_profile(by=make.keeper(), person_id=moderator.id, at=now())


def test_a_profile_goes_with_its_person(afu):
    actions.set_profile(by=afu, words="爱喝岩茶", reads=[], is_listed=True, at=now())
    Person.objects.get(pk=afu.pk).delete()
    assert not Profile.objects.exists()
