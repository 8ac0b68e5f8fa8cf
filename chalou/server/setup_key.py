"""The one-time key that proves, while the house has no keeper, that somebody stands at its machine.

It is printed on the console and kept in the folder of the house, readable by its owner only. Without it the first
stranger to find a new house on the network would be its keeper.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

# No letters or digits that are mistaken for others when read from one screen and typed at another.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP_LENGTH = 4, 5


def _file() -> Path:
    return Path(settings.CHALOU.data) / "setup-key"


def setup_key() -> str:
    """The key, made at the first asking. About 99 bits."""
    file = _file()
    if not file.exists():
        made = file.with_name(f"setup-key.{os.getpid()}.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        groups = ("".join(secrets.choice(_LETTERS) for _n in range(_GROUP_LENGTH)) for _g in range(_GROUPS))
        made.write_text("-".join(groups), encoding="ascii")
        try:
            # A link, not a move: of two processes that start at once the first one's key stays.
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text(encoding="ascii").strip()


def is_setup_key(typed: str) -> bool:
    """Whether this is the key; capitals, spaces and dashes do not matter. Where there is no key, nothing fits."""
    try:
        kept = _file().read_text(encoding="ascii")
    except OSError:
        return False
    return bool(kept.strip()) and constant_time_compare(_bare(typed), _bare(kept))


def forget_setup_key() -> None:
    """The house has a keeper: the key opens nothing any more."""
    _file().unlink(missing_ok=True)


def _bare(key: str) -> str:
    return "".join(key.lower().split()).replace("-", "")
