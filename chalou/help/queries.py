"""Reading the help: our own words, and over them what the house has written, moved or hidden."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.foundation.refusals import NotFound
from chalou.help import rules
from chalou.help.first import Ours, first, languages
from chalou.help.models import Care, Entry, Kind, Wording
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its answer, or the name of a section, in the language in which this reader gets it."""

    slug: str
    title: str
    text: str
    html: str
    language: str
    """As HTML writes it; another than the reader's where the house has said it in another only."""
    is_hidden: bool
    is_own: bool
    is_changed: bool
    """The house has words of its own for it, in this language."""
    ours_is_newer: bool
    """… and ours have become others since."""


@dataclass(frozen=True, slots=True)
class Section:
    head: Said
    questions: tuple[Said, ...]

    def only(self, questions: Iterable[Said]) -> "Section":
        return Section(self.head, tuple(questions))


@dataclass(frozen=True, slots=True)
class Earlier:
    number: int
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Editing:
    """One entry in one language, for whoever changes it."""

    said: Said
    kind: str
    section: str
    language: str
    is_written: bool
    """There are words in this very language, ours or the house's."""
    ours: Ours | None
    earlier: tuple[Earlier, ...]


def help_for(language: str, *, with_hidden: bool = False) -> tuple[Section, ...]:
    """All of it in this language, in the order of the house. Hidden things, and sections in which nothing is to be
    read, only where they are asked for.
    """
    entries = {entry.slug: entry for entry in Entry.objects.order_by("id")}
    wordings: defaultdict[str, dict[str, Wording]] = defaultdict(dict)
    if entries:
        for wording in Wording.objects.filter(is_current=True).select_related("entry").order_by("id"):
            wordings[wording.entry.slug][wording.language] = wording
    said = {
        slug: made
        for slug in _slugs(entries.values())
        if (made := _said(slug, entries.get(slug), wordings[slug], language)) is not None
    }
    shown = []
    for section, questions in standing(entries).items():
        head = said.get(section)
        if head is None or (head.is_hidden and not with_hidden):
            continue
        kept = tuple(said[one] for one in questions if one in said and (with_hidden or not said[one].is_hidden))
        if kept or with_hidden:
            shown.append(Section(head, kept))
    return tuple(shown)


def standing(entries: dict[str, Entry]) -> dict[str, list[str]]:
    """The slugs of the questions of each section, all in order. An entry that we have taken away since stays away."""
    ours = first(FALLBACK)
    known = set(_slugs(entries.values()))
    sections = rules.in_order(
        [slug for slug, one in ours.items() if not one.section],
        _placed(entry for entry in entries.values() if entry.kind == Kind.SECTION and entry.slug in known),
    )
    home = {slug: one.section for slug, one in ours.items() if one.section}
    for entry in entries.values():
        # A section that is gone with an update leaves its questions where ours had them, or else in the last one.
        if entry.kind == Kind.QUESTION and entry.slug in known and entry.section:
            home[entry.slug] = entry.section if entry.section in sections else home.get(entry.slug, sections[-1])
    return {
        section: rules.in_order(
            [slug for slug in ours if home.get(slug) == section and (slug not in entries or not entries[slug].section)],
            _placed(entry for entry in entries.values() if home.get(entry.slug) == section),
        )
        for section in sections
    }


def _placed(entries: Iterable[Entry]) -> dict[str, int]:
    return {entry.slug: entry.place for entry in entries if entry.place is not None}


def _slugs(entries: Iterable[Entry]) -> list[str]:
    ours = first(FALLBACK)
    return [*ours, *(entry.slug for entry in entries if entry.slug.startswith(rules.OWN))]


def _said(slug: str, entry: Entry | None, wordings: dict[str, Wording], language: str) -> Said | None:
    """In the reader's language: the house's words, else ours; else the house's in any other."""
    if language not in wordings and language not in languages():
        language = FALLBACK
    ours = first(language).get(slug)
    wording = wordings.get(language)
    if wording is None and ours is None:
        others = [wordings[code] for code, _name in LANGUAGES if code in wordings]
        if not others:
            return None
        wording = others[0]
    is_hidden, is_own = entry is not None and entry.is_hidden, ours is None
    if wording is None:
        assert ours is not None
        return Said(slug, ours.title, ours.text, ours.html, html_lang(language), is_hidden, False, False, False)
    return Said(
        slug=slug,
        title=wording.title,
        text=wording.text,
        html=wording.html,
        language=html_lang(wording.language),
        is_hidden=is_hidden,
        is_own=is_own,
        is_changed=wording.language == language,
        ours_is_newer=ours is not None and wording.ours_then != ours.digest,
    )


def answer_for(language: str, slug: str) -> tuple[Section, Said] | None:
    """The section and the answer. None for a question that the house has hidden: one is led to the others."""
    for section in help_for(language):
        for said in section.questions:
            if said.slug == slug:
                return section, said
    known = first(FALLBACK).get(slug)
    if (known is not None and known.section) or Entry.objects.filter(slug=slug, kind=Kind.QUESTION).exists():
        return None
    raise NotFound


def finding(sections: Iterable[Section], typed: str) -> tuple[Section, ...]:
    """What somebody looks for, in questions and answers."""
    words = rules.sought(typed)
    found = (
        section.only(one for one in section.questions if rules.finds(words, one.title, one.text))
        for section in sections
    )
    return tuple(section for section in found if section.questions)


def is_by_moderators() -> bool:
    return Care.objects.filter(id=1, by_moderators=True).exists()


def may_change(person: Person | None) -> bool:
    """Whether this person may change the help. Asks the records of a moderator only."""
    return person is not None and rules.may_change(
        is_keeper=person.is_keeper,
        keeps_order=person.keeps_order,
        by_moderators=person.keeps_order and not person.is_keeper and is_by_moderators(),
    )


def editing(person: Person, slug: str, language: str) -> Editing:
    """What stands there now, what we say ourselves, and what the house has said before."""
    if not may_change(person) or language not in dict(LANGUAGES):
        raise NotFound
    for section in help_for(language, with_hidden=True):
        for said in (section.head, *section.questions):
            if said.slug == slug:
                return _editing(said, section.head.slug, language)
    raise NotFound


def _editing(said: Said, section: str, language: str) -> Editing:
    earlier = Wording.objects.filter(entry__slug=said.slug, language=language, is_current=False).order_by("-id")
    is_section = said.slug == section
    return Editing(
        said=said,
        kind=Kind.SECTION.value if is_section else Kind.QUESTION.value,
        section="" if is_section else section,
        language=language,
        is_written=said.language == html_lang(language),
        ours=first(language).get(said.slug),
        earlier=tuple(Earlier(one.pk, one.title, one.text, one.written_at) for one in earlier),
    )
