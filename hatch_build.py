"""Build hook: compiles the translations, which are kept as text (.po) and shipped as what gettext reads (.mo), and puts
the keeper's guide into the package, which shows it inside the house too.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface[Any]):  # Any: the configuration of whichever target is built
    """Writes a .mo file beside every .po file; also for editable installs, so that a checkout speaks Chinese."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        if version != "editable":  # there the guide is read where it is written
            docs = Path(self.root, "docs")
            # Those of the guide have a language in their name.
            shown = [*docs.glob("keepers-guide*.md"), *docs.glob("pictures/*.??.webp")]
            inside = build_data["force_include"]
            inside |= {str(file): f"chalou/help/guide_text/{file.relative_to(docs).as_posix()}" for file in shown}
        for catalogue in sorted(Path(self.root, "chalou").glob("**/locale/*/LC_MESSAGES/*.po")):
            with catalogue.open("rb") as source:
                words = read_po(source)
            with catalogue.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, words)
