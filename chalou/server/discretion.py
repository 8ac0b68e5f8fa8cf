"""What is not written into the log: secrets that stand in addresses, live talk, and a stranger's rubbish at length.

A link of the keeper is a key until it is used, and a form of its page that is refused (an old token, too many tries)
would be logged with its address. A request that cannot be read is the sender's fault, so its traceback tells a keeper
nothing and would let anybody fill the disk.
"""

import logging
import re

_SECRET_IN_ADDRESS = re.compile(r"((?:/|%2F)(?:link|join|invitation)(?:/|%2F))[^/\s\"'%&]+", re.IGNORECASE)
_KEY_IN_QUERY = re.compile(r"([?&]key=)[^&\s\"']+")
_OUR_FAULT = 500


class Discretion(logging.Filter):
    """Stands before the console."""

    def filter(self, record: logging.LogRecord) -> bool:
        written = record.getMessage()
        told = _KEY_IN_QUERY.sub(r"\1…", _SECRET_IN_ADDRESS.sub(r"\1…", written))
        if told != written:
            record.msg, record.args = told, ()
        status = getattr(record, "status_code", None)  # Django says what was answered
        is_refusal = isinstance(status, int) and status < _OUR_FAULT
        if is_refusal or record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            if record.levelno > logging.WARNING:
                record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
