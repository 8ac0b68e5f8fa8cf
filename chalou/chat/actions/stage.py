"""The floor of a room between rows and rules: read, and written down as a rule has left it. The room's row is held."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.actions.held import next_change
from chalou.chat.actions.modes import take_up
from chalou.chat.models import Floor, Hand, Message, Room, Telling
from chalou.chat.rules import floor as rules
from chalou.events.record import record
from chalou.events.vocabulary.floor import FloorAltered, FloorEnded
from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Mode


@dataclass(slots=True)
class Held:
    """A floor that is open, with all that the rules ask about it."""

    room: Room
    row: Floor
    hands: dict[PersonId, Hand]
    stage: rules.Stage


def open_floor_of(room: Room) -> Held | None:
    """The floor of a held room, if somebody tells there."""
    row = Floor.objects.filter(room=room, ended_at=None).first()
    if row is None:
        return None
    hands = {
        PersonId(hand.person_id): hand for hand in Hand.objects.filter(floor=row, expired_at=None).order_by("place")
    }
    holder = None
    if row.holder_id is not None:
        holder = rules.Line(PersonId(row.holder_id), had_line=row.had_line, lost_at=row.lost_at)
    lines = tuple(rules.Line(person, had_line=hand.had_line, lost_at=hand.lost_at) for person, hand in hands.items())
    return Held(room, row, hands, rules.Stage(holder=holder, hands=lines, since=row.since))


def settle(held: Held, step: rules.Step, *, act: str, by: PersonId | None, at: datetime) -> None:
    """Write down what came of an act, and tell of it where anybody sees a difference."""
    before, after = held.stage, step.stage
    room, row = held.room, held.row
    for person, fate in step.fates:
        hand = held.hands.get(person)
        if hand is None:  # raised and served in one
            continue
        if fate is rules.Fate.EXPIRED:
            hand.expired_at = at
            hand.save(update_fields=["expired_at"])
        else:
            hand.delete()
    _keep_hands(held, after, at=at)
    was, now = _person(before), _person(after)
    if was != now:
        if was is not None:
            close_telling(row, room, was)
        if now is not None:
            begin_telling(row, room, now)
    row.holder_id, row.since = now, after.since
    row.had_line = after.holder is not None and after.holder.had_line
    row.lost_at = after.holder.lost_at if after.holder is not None else None
    held.stage = after
    if after.is_over:
        _end(held, by=by, at=at)
    elif was != now or [one.person for one in before.hands] != [one.person for one in after.hands]:
        row.save()
        change = next_change(room)
        record(FloorAltered(room=room.id, floor=row.pk, act=act, holder=now, change=change, by=by, at=at))
    else:
        row.save()


def drop_from_floor(room: Room, person: PersonId, *, at: datetime) -> None:
    """Somebody got up from a held room, or may not speak there: they give up the floor, or their place in its queue."""
    held = open_floor_of(room) if room.mode == Mode.STORY else None
    if held is not None:
        step = rules.drop(held.stage, person, at=at)
        if step.stage != held.stage:
            settle(held, step, act="drop", by=person, at=at)


def begin_telling(row: Floor, room: Room, person: PersonId) -> None:
    """What they say at the main table from now on is theirs in what is told from this floor."""
    last = Telling.objects.filter(floor=row).order_by("-place").values_list("place", flat=True).first() or 0
    Telling.objects.create(floor=row, place=last + 1, person_id=person, after_seq=room.seq)


def close_telling(row: Floor, room: Room, person: PersonId) -> None:
    """They hold the floor no more. Who said nothing from it has told nothing."""
    telling = Telling.objects.filter(floor=row, person=person, until_seq=None).first()
    if telling is None:
        return
    said = Message.objects.filter(room=room, author=person, seq__gt=telling.after_seq, thread__is_main=True)
    if said.exists():
        telling.until_seq = room.seq
        telling.save(update_fields=["until_seq"])
    else:
        telling.delete()


def _keep_hands(held: Held, after: rules.Stage, *, at: datetime) -> None:
    for line in after.hands:
        hand = held.hands.get(line.person)
        if hand is None:
            # One that expired makes way for the new one.
            Hand.objects.filter(floor=held.row, person=line.person).delete()
            last = Hand.objects.filter(floor=held.row).order_by("-place").values_list("place", flat=True).first() or 0
            held.hands[line.person] = Hand.objects.create(
                floor=held.row, person_id=line.person, place=last + 1, raised_at=at
            )
        elif (hand.had_line, hand.lost_at) != (line.had_line, line.lost_at):
            hand.had_line, hand.lost_at = line.had_line, line.lost_at
            hand.save(update_fields=["had_line", "lost_at"])


def _end(held: Held, *, by: PersonId | None, at: datetime) -> None:
    room, row = held.room, held.row
    Hand.objects.filter(floor=row).delete()
    row.ended_at = at
    row.save()
    take_up(room, Mode(row.mode_before), slow_s=row.slow_before, at=at)
    room.change += 1
    room.save(update_fields=["mode", "slow_s", "change"])
    record(FloorEnded(room=room.id, floor=row.pk, change=room.change, by=by, at=at))


def _person(stage: rules.Stage) -> PersonId | None:
    return stage.holder.person if stage.holder is not None else None
