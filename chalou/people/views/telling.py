"""A word to somebody's own address when how they come in has changed, where they gave one and the house can send."""

from collections.abc import Iterator

from django.utils.translation import get_language

from chalou.foundation.languages import FALLBACK
from chalou.foundation.mail import Letter, can_send, the_post
from chalou.house.queries import the_house
from chalou.people import letters, queries
from chalou.people.letters import Told
from chalou.people.models import Person


def tell(person: Person, told: Told, *, at_address: str | None = None) -> None:
    """Have it sent soon: to the address that holds then, or to this one."""
    if not can_send():
        return
    language = language_now()

    def wanted() -> Iterator[Letter]:
        to = at_address or queries.mail_of(person)
        if to is not None:
            yield letters.of_change(person, to=to, told=told, house=house_name(), language=language)

    the_post.put(wanted)


def house_name() -> str:
    """What the house is called in its letters."""
    house = the_house()
    return house.name if house is not None else "Chalou"


def language_now() -> str:
    """The language of the page that is being answered."""
    return get_language() or FALLBACK
