"""What the keeper's room shows of the house as a whole: only for the keeper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chalou.chat import queries as chat
from chalou.desk.queries import waiting_for
from chalou.events.chores import CLAIM, Standing, standing
from chalou.foundation.languages import FALLBACK
from chalou.foundation.refusals import NotFound
from chalou.foundation.web.figures import file_size
from chalou.house.models import House, WayIn
from chalou.house.queries import languages_of, the_customs, whole_house
from chalou.people import queries as people
from chalou.people.models import Person
from chalou.server.seeing import findings
from chalou.server.seeing.disk import backup_files, bytes_so_far
from chalou.server.seeing.findings import Finding
from chalou.server.seeing.named import names_of_chores, what_chores_do

_MADE_BY = re.compile(r"chalou-\d{8}T\d{6}Z-(daily|before-upgrade)\.zip")
BACKUPS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the keeper's room: the name of its page, what it is called and for, how it stands."""

    page: str
    title: str
    what: str
    stands: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What wants looking after, and all parts, in the order in which a keeper comes to them."""

    mend: tuple[Finding, ...]
    cases: int
    askings: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup in the folder. `made_by`: daily, before-upgrade, or hand."""

    name: str
    bytes: int
    at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups, the newest first, and how the next one stands. `so_far`: bytes of one that is being made."""

    files: tuple[BackupLine, ...]
    is_under_way: bool
    so_far: int | None
    due_at: datetime | None
    failures: int
    failed_at: datetime | None
    said: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Something that the house does by itself."""

    name: str
    title: str
    what: str
    due_at: datetime
    is_under_way: bool
    done_at: datetime | None
    failures: int
    failed_at: datetime | None
    said: str


def overview(keeper: Person, *, at: datetime) -> Overview:
    """The whole room at a glance."""
    if not keeper.is_keeper:
        raise NotFound
    house, waiting = whole_house(), waiting_for(keeper)
    mend = tuple(one for one in (*findings.of_address(), *findings.of_house()) if not one.is_good)
    return Overview(mend, waiting.cases, waiting.askings, tuple(_parts(keeper, house, at=at)))


def _parts(keeper: Person, house: House, *, at: datetime) -> Iterator[Part]:
    yield Part(
        "keeper_words",
        _("Name, welcome, sign"),
        _("What stands over the door, and what strangers read and see at the entrance."),
        _("with your own picture") if house.sign else _("with our drawing"),
    )
    spoken = [name for _code, name in languages_of(house)]
    yield Part("keeper_languages", _("Languages"), _("In which ones the house can be read."), _(", ").join(spoken))
    ways = {WayIn.OPEN: _("whoever likes"), WayIn.APPROVAL: _("who asks and is let in")}
    yield Part(
        "keeper_way_in",
        _("Who may come in"),
        _("By oneself, by asking, or by invitation; and whether the house can be found."),
        ways.get(WayIn(house.way_in), _("who is invited")),
    )
    yield Part(
        "keeper_customs",
        _("Customs of the house"),
        _("Who listens first, what leads to a seat, what each seat may do; tried out before it counts."),
        the_customs().called(get_language() or FALLBACK) or _("of your own"),
    )
    standing_ones = len(people.open_invitations(keeper, at=at))
    yield Part(
        "keeper_invitations",
        _("Invitations"),
        _("Links for friends, and a sheet with a QR code for the counter."),
        ngettext("%(num)s stands", "%(num)s stand", standing_ones) % {"num": standing_ones}
        if standing_ones
        else _("none stands"),
    )
    count, moderators = people.how_many(keeper)
    with_moderators = ngettext("%(num)s moderator", "%(num)s moderators", moderators) % {"num": moderators}
    yield Part(
        "keeper_people",
        _("People and roles"),
        _("Finding somebody, a link for a lost password, moderators, handing the house over."),
        ngettext("%(num)s person, %(moderators)s", "%(num)s people, %(moderators)s", count)
        % {"num": count, "moderators": with_moderators},
    )
    yield Part(
        "keeper_storage",
        _("Storage and limits"),
        _("How much room pictures and files take, and how much they may."),
        _("%(used)s of %(most)s")
        % {
            "used": file_size(chat.use_of_house().bytes),
            "most": file_size(chat.most_kept().of_house),
        },
    )
    yield Part(
        "keeper_address",
        _("Address and state"),
        _("How people reach the house, and what browsers switch off without https."),
        settings.CHALOU.address.partition("//")[2],
    )
    files = backup_files(settings.CHALOU.data)
    yield Part(
        "keeper_backups",
        _("Backups"),
        _("The whole house in one file, every day; how to take it elsewhere, and how to go back to it."),
        ngettext("%(num)s in the folder", "%(num)s in the folder", len(files)) % {"num": len(files)}
        if files
        else _("none yet"),
    )
    failing = sum(1 for chore in standing() if chore.failures)
    yield Part(
        "keeper_jobs",
        _("What the house does by itself"),
        _("Tidying up, backups: when each was done, and what went wrong."),
        ngettext("%(num)s has failed", "%(num)s have failed", failing) % {"num": failing}
        if failing
        else _("all is well"),
    )


def backups(*, at: datetime) -> Backups:
    """The folder of backups, and the chore that fills it."""
    files = backup_files(settings.CHALOU.data)
    chore = next((one for one in standing() if one.name == "backup"), None)
    is_under_way = chore is not None and _is_under_way(chore, at=at)
    return Backups(
        files=tuple(
            BackupLine(
                file.name,
                file.bytes,
                datetime.fromtimestamp(file.at, UTC),
                found[1] if (found := _MADE_BY.fullmatch(file.name)) else "hand",
            )
            for file in files[:BACKUPS_SHOWN]
        ),
        is_under_way=is_under_way,
        so_far=bytes_so_far(settings.CHALOU.data) if is_under_way else None,
        due_at=chore.due_at if chore and settings.CHALOU.backups_kept else None,
        failures=chore.failures if chore else 0,
        failed_at=chore.failed_at if chore else None,
        said=_plain(chore.said) if chore else "",
        is_old=bool(files) and not findings.backup().is_good,
    )


def jobs(*, at: datetime) -> tuple[Job, ...]:
    """What the house does by itself; what failed stands first."""
    names, whats = names_of_chores(), what_chores_do()
    found = [
        Job(
            name=one.name,
            title=names.get(one.name, one.name),
            what=whats.get(one.name, ""),
            due_at=one.due_at,
            is_under_way=_is_under_way(one, at=at),
            done_at=one.done_at,
            failures=one.failures,
            failed_at=one.failed_at,
            said=_plain(one.said),
        )
        for one in standing()
    ]
    return tuple(sorted(found, key=lambda job: (not job.failures, job.name)))


def _is_under_way(chore: Standing, *, at: datetime) -> bool:
    """One that was begun longer ago than anything takes belongs to a process that is no more."""
    return chore.begun_at is not None and at < chore.begun_at + CLAIM


def _plain(said: str) -> str:
    """What went wrong, without the name that programmers gave to its kind."""
    kind, sign, words = said.partition(": ")
    return words if sign and kind.isidentifier() else said
