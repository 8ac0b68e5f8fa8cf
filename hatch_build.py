"""Build hook: compiles the translations, which are kept as text (.po) and shipped as what gettext reads (.mo)."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface[Any]):  # Any: the configuration of whichever target is built
    """Writes a .mo file beside every .po file; also for editable installs, so that a checkout speaks Chinese."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        if self.target_name != "wheel":
            return
        for catalogue in sorted(Path(self.root, "chalou").glob("**/locale/*/LC_MESSAGES/*.po")):
            with catalogue.open("rb") as source:
                words = read_po(source)
            with catalogue.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, words)
