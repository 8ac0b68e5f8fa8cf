"""What was told from a floor: it follows its messages until its teller keeps it, edits it, withdraws it."""

import pytest

from chalou.chat import actions, queries
from chalou.chat.models import Telling
from chalou.chat.tests.test_floor import TODAY, Evening, aside, say
from chalou.exchange.person.told import tellings
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening() -> Evening:
    return Evening()


class TestTellings:
    def story(self, viewer, evening):
        return queries.story_for(viewer, queries.room_for(viewer, evening.room.id), evening.floor.pk)

    def told(self, evening):
        """Two tell; between them somebody says something aside, and one said too much."""
        say(evening.teller, evening.room, "从前")
        say(evening.teller, evening.room, "多嘴")
        aside(evening.fu, evening.room, "插嘴")
        evening.raises(evening.ming)
        actions.pass_floor(by=evening.teller, room_id=evening.room.id, at=TODAY)
        say(evening.ming, evening.room, "后来")
        actions.take_back(by=evening.teller, room_id=evening.room.id, seq=2, at=TODAY)
        actions.edit(by=evening.teller, room_id=evening.room.id, seq=1, text="从前啊", at=TODAY)
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        actions.release_asides(by=evening.host, room_id=evening.room.id, floor_id=evening.floor.pk, at=TODAY)
        return list(Telling.objects.order_by("place"))

    def test_each_part_follows_its_messages_until_it_is_kept(self, evening):
        first, second = self.told(evening)
        assert [one.text for one in queries.told_in(first)] == ["从前啊"]
        assert [one.text for one in queries.told_in(second)] == ["后来"]
        assert not any(part.is_shown or part.text for part in self.story(evening.fu, evening).parts)
        actions.keep_telling(by=evening.teller, room_id=evening.room.id, telling_id=first.pk, at=TODAY)
        actions.edit(by=evening.teller, room_id=evening.room.id, seq=1, text="别的", at=TODAY)
        shown = self.story(evening.fu, evening)
        assert [(part.is_shown, part.paragraphs) for part in shown.parts] == [(True, ("<p>从前啊</p>",)), (False, ())]

    def test_its_teller_edits_and_withdraws_it(self, evening, happened):
        first, second = self.told(evening)
        mine = {"by": evening.teller, "room_id": evening.room.id, "telling_id": first.pk, "at": TODAY}
        with refuses("not_yours"):
            actions.keep_telling(**{**mine, "telling_id": second.pk})
        actions.keep_telling(**mine)
        actions.keep_telling(**mine, text="从前有个老虎灶。")
        actions.withdraw_telling(**mine)
        assert [kind for kind, _ in happened()[-3:]] == ["TellingKept", "TellingKept", "TellingWithdrawn"]
        assert not any(part.is_shown or part.paragraphs for part in self.story(evening.fu, evening).parts)
        own = self.story(evening.teller, evening).parts[0]
        assert (own.text, [words for words, _ in own.earlier]) == ("从前有个老虎灶。", ["从前啊"])
        actions.keep_telling(**mine)
        assert self.story(evening.fu, evening).parts[0].is_shown

    def test_what_a_host_took_down_stays_down(self, evening):
        first, _ = self.told(evening)
        acting = {"room_id": evening.room.id, "telling_id": first.pk, "at": TODAY}
        actions.keep_telling(by=evening.teller, **acting)
        with refuses("not_yours"):
            actions.withdraw_telling(by=evening.fu, **acting)
        actions.withdraw_telling(by=evening.host, **acting)
        with refuses("taken_down"):
            actions.keep_telling(by=evening.teller, **acting)

    def test_whose_asides_wait_finds_it_though_nobody_keeps_it(self, evening):
        def lines(viewer):
            stories = queries.stories_of(viewer, queries.room_for(viewer, evening.room.id))
            return [(one.id, one.has_asides) for one in stories]

        aside(evening.fu, evening.room, "哪座山？")
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        told = [(evening.floor.pk, True)]
        assert [lines(one) for one in (evening.host, evening.teller, evening.fu, evening.ming)] == [told, told, [], []]
        actions.drop_asides(by=evening.host, room_id=evening.room.id, floor_id=evening.floor.pk, at=TODAY)
        assert [lines(one) for one in (evening.host, evening.teller)] == [[], []]

    def test_who_said_nothing_has_told_nothing(self, evening):
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        assert not Telling.objects.exists()
        assert queries.stories_of(evening.host, queries.room_for(evening.host, evening.room.id)) == ()


class TestPictures:
    """What a teller showed stands in what they told."""

    @pytest.fixture
    def shown(self, evening):
        """Words, two pictures with words, a picture alone, and one that was taken back."""
        say(evening.teller, evening.room, "从前")
        self.first, self.second, alone, gone = (make.picture(by=evening.teller, room=evening.room) for _ in range(4))
        self.alone = alone
        make.message(by=evening.teller, room=evening.room, text="灶头", brought=[self.first, self.second])
        make.message(by=evening.teller, room=evening.room, text="", brought=[alone])
        make.message(by=evening.teller, room=evening.room, text="拍糊了", brought=[gone])
        actions.take_back(by=evening.teller, room_id=evening.room.id, seq=4, at=TODAY)
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        [telling] = Telling.objects.all()
        return {"by": evening.teller, "room_id": evening.room.id, "telling_id": telling.pk, "at": TODAY}

    def part(self, viewer, evening):
        [part] = queries.story_for(viewer, queries.room_for(viewer, evening.room.id), evening.floor.pk).parts
        return part

    def pieces(self, viewer, evening) -> list[str | int]:
        """Paragraphs, and numbers of pictures."""
        pieces = self.part(viewer, evening).pieces
        return [one for piece in pieces for one in ([piece.picture.id] if piece.picture else piece.html.split("\n"))]

    def test_stand_where_they_were_shown(self, evening, shown):
        expected = ["<p>从前</p>", "<p>灶头</p>", self.first.id, self.second.id, self.alone.id]
        assert self.pieces(evening.teller, evening) == expected
        assert self.pieces(evening.fu, evening) == []
        actions.keep_telling(**shown)
        assert self.pieces(evening.fu, evening) == expected
        assert self.part(evening.fu, evening).pictures == ()
        assert self.part(evening.teller, evening).text == "从前\n\n灶头\n\n[#1]\n\n[#2]\n\n[#3]"

    def test_are_moved_and_left_out_in_editing(self, evening, shown):
        actions.keep_telling(**shown, text="【#3】\n从前有个灶头。\n[#1]\n[#9]")
        expected = [self.alone.id, "<p>从前有个灶头。</p>", self.first.id]
        assert self.pieces(evening.fu, evening) == expected
        part = self.part(evening.teller, evening)
        assert [one.id for one in part.pictures] == [self.first.id, self.second.id, self.alone.id]
        assert part.text == "[#3]\n\n从前有个灶头。\n\n[#1]"
        actions.withdraw_telling(**shown)
        assert self.pieces(evening.fu, evening) == []
        assert self.pieces(evening.teller, evening) == expected

    def test_are_gone_from_it_when_they_are_taken_back_in_the_talk(self, evening, shown):
        actions.keep_telling(**shown)
        actions.take_back(by=evening.teller, room_id=evening.room.id, seq=2, at=TODAY)
        assert self.pieces(evening.fu, evening) == ["<p>从前</p>", "<p>灶头</p>", self.alone.id]
        # A form that was made before means what it showed.
        before = [self.first.id, self.second.id, self.alone.id]
        actions.keep_telling(**shown, text="只剩这张。\n\n[#1]\n\n[#3]", pictures=before)
        assert self.pieces(evening.fu, evening) == ["<p>只剩这张。</p>", self.alone.id]

    def test_of_others_are_not_theirs_to_show(self, evening, shown):
        other = make.picture(by=evening.fu, room=evening.room)
        make.message(by=evening.fu, room=evening.room, text="我的", brought=[other])
        actions.keep_telling(**shown, text="借来的\n\n[#1]", pictures=[other.id])
        assert self.pieces(evening.fu, evening) == ["<p>借来的</p>"]

    def test_are_taken_along(self, evening, shown):
        actions.keep_telling(**shown)
        [told] = list(tellings(evening.teller))
        assert told["pictures"] == [self.first.id, self.second.id, self.alone.id]
        assert f"[#{self.alone.id}]" in told["text"]
