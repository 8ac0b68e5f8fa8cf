"""Write docs/settings.md from the table of settings: `python -m tools.settings_page [--check]`."""

import sys

from chalou.server.configuration import TABLE, Setting
from tools import generated

HEAD = """# Settings

*Made from `chalou/server/configuration.py` by `make pages`; change it there.*

A house runs without any setting. Where one is needed, it is an environment variable, set in the shell, in the systemd
unit or in the container. An unknown `CHALOU_…` variable, or a value that cannot be used, stops the start and is named.

A variable marked *secret* may be given as a file instead: `{secret}_FILE=/run/secrets/…` names the file that
holds the value. Secrets are never written to the log.

| variable | default | what it decides |
| --- | --- | --- |
"""


def line(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "(empty)"
    secret = " *Secret.*" if setting.secret else ""
    return f"| `{setting.name}` | {default} | {setting.what}{secret} |\n"


def page() -> str:
    secret = next(setting.name for setting in TABLE if setting.secret)
    return HEAD.format(secret=secret) + "".join(line(setting) for setting in TABLE)


if __name__ == "__main__":
    sys.exit(generated.main("settings.md", page(), sys.argv[1:]))
