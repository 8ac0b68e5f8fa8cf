"""Catalogues of the interface: `python -m tools.translations extract|update|compile|check`.

- `extract` prints what there is to translate.
- `update` merges it into every catalogue; what is new stands there empty, what is gone is dropped.
- `compile` makes the `.mo` files that the house reads; they are built, never committed.
- `check` names every text without a translation, and every translation whose placeholders are not those of its text.
  Shanghainese may lack what it likes, and then Chinese is shown; what it says must be so (tools/shanghainese).

Catalogues are sorted by text and carry files without line numbers, so that an unrelated change does not touch them.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools import shanghainese

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "chalou" / "server" / "locale"
LANGUAGES = ("zh_Hans", "wuu")
# Those that may lack a sentence: the house then says it in Chinese.
UNFINISHED = ("wuu",)
DOMAINS = ("django", "djangojs")
# A date that never changes: otherwise every update of a catalogue would differ in nothing but the time of day.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)

# Which arguments of a call are texts; Babel's own type for it is a union of unions.
KEYWORDS: dict[str, dict[str, Any]] = {
    "django": {
        **DEFAULT_KEYWORDS,
        "gettext_lazy": None,
        "gettext_noop": None,
        "ngettext_lazy": (1, 2),
        "pgettext_lazy": ((1, "c"), 2),
        "npgettext_lazy": ((1, "c"), 2, 3),
    },
    "djangojs": {"say": None, "sayCount": (1, 2)},
}

# How Chinese is set. What stands beside a Chinese character, or closes words that begin with one, is full width; so are
# quotation marks, which are curly. The gap to Latin letters is the browser's (text-autospace), nobody types it.
HAN = "\u3400-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}][,;:?!()](?!//)|[{HAN}]\.(?![\w…])|[,;?!()][{HAN}]|[{HAN}][\"']|[\"'][{HAN}]")
TYPED_GAP = re.compile(rf"[{HAN}，。；：？！、] +[\w{HAN}]|\w +[{HAN}，。；：？！、]", re.ASCII)
WRONG_DOTS = re.compile(rf"[{HAN}](\.\.\.|…(?!…))|。。")

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def extracted(domain: str) -> Catalog:
    """Everything of the domain that is to be translated, found in the source."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel leaves it untyped
    wanted = [(pattern, method) for pattern, method in methods if (method == "javascript") == (domain == "djangojs")]
    ignored = [(pattern, method) for pattern, method in methods if method == "ignore" and domain == "djangojs"]
    found = Catalog(project="chalou", version="", charset="utf-8", creation_date=WRITTEN)
    tags = ("For translators:",)
    for name, line, text, comments, context in extract_from_dir(
        str(ROOT), ignored + wanted, options, KEYWORDS[domain], comment_tags=tags, strip_comment_tags=True
    ):
        found.add(text, None, [(name, line)], auto_comments=comments, context=context)
    return found


def catalogue_file(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    """The catalogue as it is kept; an empty one where there is none yet."""
    file = catalogue_file(language, domain)
    if not file.exists():
        return Catalog(locale=language, domain=domain, project="chalou", version="", charset="utf-8")
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language, domain=domain, charset="utf-8")
    if catalogue.locale is None:
        _count_as_chinese(catalogue)
    return catalogue


def _count_as_chinese(catalogue: Catalog) -> None:
    """Babel knows no Shanghainese, takes it for a language with a plural, and would leave the line `Plural-Forms` out
    of what it writes: then gettext asks for a second form, which there is not.
    """
    catalogue._locale = Locale("zh", script="Hans")
    catalogue._num_plurals = catalogue._plural_expr = None
    for message in _texts(catalogue):
        if isinstance(message.string, tuple):
            message.string = message.string[: catalogue.num_plurals]


def update() -> None:
    """Bring every catalogue up to what the source says."""
    for domain in DOMAINS:
        template = extracted(domain)
        for language in LANGUAGES:
            kept = read(language, domain)
            kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
            kept.obsolete.clear()
            kept.creation_date = kept.revision_date = WRITTEN
            kept.fuzzy = False
            kept.last_translator = kept.language_team = "Chalou"
            kept.msgid_bugs_address = ""
            kept.header_comment = f"# The interface of Chalou: {language}, {domain}."
            file = catalogue_file(language, domain)
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as opened:
                write_po(opened, kept, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)


def compile_all() -> list[Path]:
    """Make every `.mo` file; says which were written. Several may do it at once, while houses read."""
    written = []
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = file.with_suffix(".mo")
        # Nobody reads half a file, and nobody else writes this one. Its ending keeps it out of version control.
        aside = compiled.with_suffix(f".{os.getpid()}.mo")
        with aside.open("wb") as opened:
            write_mo(opened, _said(read(file.parent.parent.name, file.stem)))
        aside.replace(compiled)
        written.append(compiled)
    return written


def _said(catalogue: Catalog) -> Catalog:
    """Without the texts that have no translation: compiled, an empty plural would speak English. So gettext looks for
    them further down its chain.
    """
    for message in [one for one in _texts(catalogue) if not all(_forms(one.string))]:
        catalogue.delete(message.id, message.context)
    return catalogue


def problems() -> list[str]:
    """What keeps the catalogues from being complete and right, one line each."""
    return [line for domain in DOMAINS for language in LANGUAGES for line in _problems(language, domain)]


def _problems(language: str, domain: str) -> Iterator[str]:
    kept = read(language, domain)
    found = extracted(domain)
    where = catalogue_file(language, domain).relative_to(ROOT)
    for message in _texts(found):
        translation = kept.get(message.id, message.context)
        if translation is None:
            yield f"{where}: not there (run update): {_shown(message)}"
        elif not all(_forms(translation.string)):
            if language in UNFINISHED and not any(_forms(translation.string)):
                continue
            yield f"{where}: not translated: {_shown(message)}"
        elif translation.fuzzy:
            yield f"{where}: not certain (fuzzy): {_shown(message)}"
        elif any(_placeholders(form) != _placeholders(_forms(message.id)[-1]) for form in _forms(translation.string)):
            yield f"{where}: other placeholders than its text: {_shown(message)}"
        elif language == "wuu":
            for form in _forms(translation.string):
                yield from (f"{where}: {what}: {form!r}" for what in shanghainese.slips(form))
        for form in _forms(translation.string) if translation else ():
            yield from (f"{where}: {wrong}: {form!r}" for wrong in ill_set(form))
    for message in _texts(kept):
        if found.get(message.id, message.context) is None:
            yield f"{where}: nobody says this any more (run update): {_shown(message)}"


def ill_set(text: str) -> list[str]:
    """What is wrong with how a Chinese sentence is set."""
    bare = PLACEHOLDER.sub("0", text)
    found = {
        "half-width punctuation beside Chinese": HALF_WIDTH.search(bare),
        "a gap is typed beside Chinese": TYPED_GAP.search(bare),
        "an ellipsis is ……": WRONG_DOTS.search(bare),
    }
    return [wrong for wrong, at in found.items() if at]


def _texts(catalogue: Iterable[Message]) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _shown(message: Message) -> str:
    return repr(_forms(message.id)[0])


def main() -> int:
    parser = argparse.ArgumentParser(description="Catalogues of the interface.")
    parser.add_argument("do", choices=("extract", "update", "compile", "check"))
    match parser.parse_args().do:
        case "extract":
            for domain in DOMAINS:
                write_po(sys.stdout.buffer, extracted(domain), width=110, sort_output=True, include_lineno=False)
        case "update":
            update()
        case "compile":
            for file in compile_all():
                print(file.relative_to(ROOT))
        case "check":
            found = problems()
            print("\n".join(found) or "Every text has its translation.")
            return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
