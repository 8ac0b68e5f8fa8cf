"""What is said to people about a file of customs that cannot be taken."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from chalou.foundation.refusals import Refused
from chalou.house.rules.customs import Customs
from chalou.house.rules.document import VERSION, BadCustoms, Place, Trouble, Why


def accept_customs(reading: Callable[[], Customs]) -> Customs:
    """The customs that are read, or `Refused` with a sentence for each place that is wrong."""
    try:
        return reading()
    except BadCustoms as bad:
        raise Refused("bad_customs", "\n".join(sentence(one) for one in bad.troubles)) from bad


def place_shown(place: Place) -> str:
    """A place as one finds it in the file: `listening.questions[2].asks`."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place).removeprefix(".")


def sentence(trouble: Trouble) -> str:
    """Where it is, and what would be right there."""
    what = what_is_right(trouble)
    return _("%(place)s: %(what)s") % {"place": place_shown(trouble.place), "what": what} if trouble.place else what


def what_is_right(trouble: Trouble) -> str:  # a sentence for each
    """What is wrong at a place, without the place."""
    least, most = trouble.least, trouble.most
    among = _(", ").join(trouble.among)
    match trouble.why:
        case Why.NOT_JSON:
            return _("This is no JSON file, or it was cut off. Take the file as a house exported it.")
        case Why.TOO_LARGE:
            return _("This is too large for a file of customs: at most %(most)s KB.") % {"most": most}
        case Why.NO_CUSTOMS:
            return _("This is no file of customs: it does not begin with “chalou_customs” and a number.")
        case Why.NEWER:
            return _("A newer Chalou wrote this file; this house understands version %(version)s of it.") % {
                "version": VERSION
            }
        case Why.UNKNOWN:
            return _("Nothing of this name belongs here. There is: %(among)s.") % {"among": among}
        case Why.OBJECT:
            return _("Names with their values are expected here, in { }.")
        case Why.LIST if most is not None and least:
            return _("A list of %(least)s to %(most)s is expected here.") % {"least": least, "most": most}
        case Why.LIST:
            return _("A list of at most %(most)s is expected here.") % {"most": most}
        case Why.NUMBER:
            return _("A whole number from %(least)s to %(most)s is expected here.") % {"least": least, "most": most}
        case Why.YES_OR_NO:
            return _("true or false is expected here.")
        case Why.ONE_OF:
            return _("One of these is expected here: %(among)s.") % {"among": among}
        case Why.TEXT:
            return _("A text is expected here, in quotation marks.")
        case Why.EMPTY:
            return _("Some words are needed here.")
        case Why.TOO_LONG:
            return _("That is too long: at most %(most)s characters.") % {"most": most}
        case Why.BAD_CHARACTERS:
            return _("A character in it cannot be seen, or too many marks stand on one letter. Type it by hand.")
        case Why.MISSING:
            return _("This is missing.")
        case Why.NO_SUCH_ANSWER:
            return _("The right answer must be one of the answers: from %(least)s to %(most)s.") % {
                "least": least,
                "most": most,
            }
