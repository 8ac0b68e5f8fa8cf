"""Changing the help: in other words, elsewhere, out of sight, and back again."""

import pytest

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.help import actions, queries
from chalou.help.actions import Arrangement
from chalou.help.first import Ours, first
from chalou.help.models import Entry, Wording
from chalou.help.rules import MOST_OWN, WORDINGS_KEPT
from chalou.people.models import Role
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
ZH, EN = "zh-hans", "en"


@pytest.fixture
def keeper():
    make.house()
    return make.keeper()


def said(slug, language=ZH):
    for section in queries.help_for(language, with_hidden=True):
        for one in (section.head, *section.questions):
            if one.slug == slug:
                return one
    raise LookupError(slug)


def slugs(language=ZH):
    return {section.head.slug: [one.slug for one in section.questions] for section in queries.help_for(language)}


def write(by, slug="manners", language=ZH, title="我们的规矩", text="先听听。"):
    actions.write_help(by=by, slug=slug, language=language, title=title, text=text, at=now())


def test_a_house_that_has_changed_nothing_shows_our_words_and_keeps_no_rows(keeper):
    ours = first(EN)
    assert [one for section, some in slugs(EN).items() for one in (section, *some)] == list(ours)
    assert said("manners", EN).html == ours["manners"].html
    assert not Entry.objects.exists()


def test_other_words_stand_in_their_language_and_ours_in_the_other(keeper, happened):
    write(keeper, text="先听听。\n\n<script>alert(1)</script> **对茶不对人**")
    one = said("manners")
    assert (one.title, one.is_changed, one.is_own, one.language) == ("我们的规矩", True, False, "zh-Hans")
    assert "<strong>对茶不对人</strong>" in one.html
    assert "<script" not in one.html
    assert said("manners", EN).title == first(EN)["manners"].title
    assert happened() == [("HelpWritten", {"slug": "manners", "language": ZH, "is_ours": False, "by": keeper.id})]


def test_earlier_words_are_kept_taken_again_and_deleted(keeper, happened):
    write(keeper, title="其一")
    write(keeper, title="其二")
    earlier = queries.editing(keeper, "manners", ZH).earlier
    assert [one.title for one in earlier] == ["其一"]
    actions.say_as_before(by=keeper, slug="manners", language=ZH, wording=earlier[0].number, at=now())
    assert said("manners").title == "其一"
    assert [one.title for one in queries.editing(keeper, "manners", ZH).earlier] == ["其二", "其一"]
    actions.say_as_before(by=keeper, slug="manners", language=ZH, wording=None, at=now())
    assert said("manners").title == first(ZH)["manners"].title
    assert len(queries.editing(keeper, "manners", ZH).earlier) == 3
    actions.forget_earlier(by=keeper, slug="manners", language=ZH, at=now())
    assert not Wording.objects.exists()
    assert [kind for kind, _ in happened()] == ["HelpWritten"] * 4 + ["HelpForgotten"]


def test_of_earlier_words_only_so_many_are_kept(keeper):
    for number in range(WORDINGS_KEPT + 3):
        write(keeper, title=f"第{number}回")
    earlier = queries.editing(keeper, "manners", ZH).earlier
    assert len(earlier) == WORDINGS_KEPT
    assert earlier[0].title == f"第{WORDINGS_KEPT + 1}回"


def test_a_wording_of_another_question_is_not_taken(keeper):
    write(keeper)
    write(keeper, title="又一回")
    number = queries.editing(keeper, "manners", ZH).earlier[0].number
    with pytest.raises(NotFound):
        actions.say_as_before(by=keeper, slug="what-is-this", language=ZH, wording=number, at=now())


def test_whoever_changed_ours_is_told_when_ours_is_newer(keeper, monkeypatch):
    write(keeper)
    assert not said("manners").ours_is_newer
    after = {**first(ZH), "manners": Ours("manners", "being-together", "规矩", "新写的。", "<p>新写的。</p>")}
    monkeypatch.setattr(queries, "first", lambda language: after if language == ZH else first(language))
    assert said("manners").ours_is_newer
    assert said("manners").title == "我们的规矩"


def test_a_question_of_ones_own_is_read_in_the_other_language_as_what_it_is(keeper, happened):
    slug = actions.add_question(
        by=keeper, section="this-house", language=ZH, title="几时开门？", text="逢五。", at=now()
    )
    assert slugs()["this-house"][-1] == slug
    one = said(slug, EN)
    assert (one.title, one.language, one.is_own, one.is_changed) == ("几时开门？", "zh-Hans", True, False)
    write(keeper, slug, EN, "When is it open?", "On the fifth.")
    assert (said(slug, EN).language, said(slug).language) == ("en", "zh-Hans")
    assert [kind for kind, _ in happened()] == ["HelpWritten", "HelpWritten"]
    with refuses("none_of_ours"):
        actions.say_as_before(by=keeper, slug=slug, language=ZH, wording=None, at=now())


def test_moving_writes_down_the_order_and_hiding_leaves_it(keeper, happened):
    before = slugs()["talking"]
    actions.arrange(by=keeper, slug=before[1], how=Arrangement.UP, at=now())
    assert slugs()["talking"] == [before[1], before[0], *before[2:]]
    actions.arrange(by=keeper, slug=before[0], how=Arrangement.HIDE, at=now())
    assert slugs()["talking"] == [before[1], *before[2:]]
    assert queries.answer_for(ZH, before[0]) is None
    actions.arrange(by=keeper, slug=before[0], how=Arrangement.SHOW, at=now())
    assert slugs()["talking"][:2] == [before[1], before[0]]
    assert [kind for kind, _ in happened()] == ["HelpArranged"] * 3


def test_sections_move_and_a_hidden_one_takes_its_questions_along(keeper):
    first_one, second, *rest = slugs()
    actions.arrange(by=keeper, slug=first_one, how=Arrangement.DOWN, at=now())
    assert list(slugs()) == [second, first_one, *rest]
    actions.arrange(by=keeper, slug=second, how=Arrangement.HIDE, at=now())
    assert list(slugs()) == [first_one, *rest]


def test_a_question_goes_into_a_section_of_the_houses_own(keeper):
    section = actions.add_section(by=keeper, language=ZH, title="我们的茶会", at=now())
    assert section not in slugs(), "nothing is to be read in it"
    actions.put_into(by=keeper, slug="manners", section=section, at=now())
    assert slugs()[section] == ["manners"]
    assert "manners" not in slugs()["being-together"]
    assert list(slugs())[-1] == section
    actions.arrange(by=keeper, slug=section, how=Arrangement.HIDE, at=now())
    with refuses("not_empty"):
        actions.drop(by=keeper, slug=section, at=now())
    actions.put_into(by=keeper, slug="manners", section="being-together", at=now())
    actions.drop(by=keeper, slug=section, at=now())
    assert slugs()["being-together"][-1] == "manners"
    assert not Entry.objects.filter(slug=section).exists()


def test_only_what_is_of_the_house_and_hidden_is_deleted(keeper, happened):
    slug = actions.add_question(by=keeper, section="talking", language=ZH, title="电话？", text="打给掌柜。", at=now())
    with refuses("not_hidden"):
        actions.drop(by=keeper, slug=slug, at=now())
    with refuses("not_own"):
        actions.drop(by=keeper, slug="manners", at=now())
    actions.arrange(by=keeper, slug=slug, how=Arrangement.HIDE, at=now())
    actions.drop(by=keeper, slug=slug, at=now())
    assert not Wording.objects.exists()
    with pytest.raises(NotFound):
        queries.answer_for(ZH, slug)
    assert happened()[-1] == ("HelpForgotten", {"slug": slug, "by": keeper.id})


def test_moderators_may_where_the_keeper_says_so_and_nobody_else(keeper, happened):
    moderator, member = make.person(role=Role.MODERATOR), make.person()
    for somebody in (moderator, member):
        with pytest.raises(NotFound):
            write(somebody)
    with pytest.raises(NotFound):
        actions.give_care(by=moderator, by_moderators=True, at=now())
    actions.give_care(by=keeper, by_moderators=True, at=now())
    write(moderator)
    with pytest.raises(NotFound):
        write(member)
    with pytest.raises(NotFound):
        actions.add_section(by=member, language=ZH, title="我的", at=now())
    actions.give_care(by=keeper, by_moderators=False, at=now())
    with pytest.raises(NotFound):
        write(moderator)
    assert [kind for kind, _ in happened()] == ["HelpCareGiven", "HelpWritten", "HelpCareGiven"]


@pytest.mark.parametrize(
    ("title", "text", "why", "field"),
    [
        (" ", "好", "title_empty", "title"),
        ("问" * 121, "好", "title_too_long", "title"),
        ("问\u202e题", "好", "title_unseen_characters", "title"),
        ("问题", "", "empty", "text"),
        ("问题", "好" * 6001, "too_long", "text"),
        ("问题", "好\u202e的", "direction_characters", "text"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(keeper, title, text, why, field, happened):
    with pytest.raises(Refused) as refused:
        write(keeper, title=title, text=text)
    assert (refused.value.why, refused.value.field) == (why, field)
    assert happened() == []


def test_a_house_has_at_most_so_many_of_its_own(keeper):
    Entry.objects.bulk_create(
        Entry(slug=f"house-{number}", kind="question", section="talking", place=number + 20)
        for number in range(MOST_OWN)
    )
    with refuses("too_many"):
        actions.add_question(by=keeper, section="talking", language=ZH, title="问", text="答", at=now())


def test_reading_costs_two_questions_to_the_records_however_much_was_changed(keeper, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.help_for(ZH)
    for slug in ("manners", "writing", "pictures"):
        write(keeper, slug)
    with django_assert_num_queries(2):
        queries.help_for(ZH)
