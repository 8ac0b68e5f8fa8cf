"""The log, in lines for people or in JSON for machines; and what each part of it may say.

A line has a time, a level, who writes it, what happened, which process of the house it was and, while a page is made,
the number of its request. Never who it was, what was said, an address of a person, or a query. What stands in the way
of the rest is `server/discretion`, before either form.
"""

import logging
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that this thread answers: joins the lines that one fault wrote."""

_VALUES = ("method", "route", "status", "ms")
"""What a line may carry besides its sentence; Django would add the whole request."""

_process = "chalou"


def name_process(name: str) -> None:
    """Say which part of the house this process is, for every line that it writes."""
    global _process  # noqa: PLW0603  # a process has one name
    _process = name


def process_name() -> str:
    return _process


class Line(logging.Formatter):
    """For people: the request stands at the end, where there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name is logging's
        line = super().formatMessage(record)
        current = request_id.get()
        return f"{line} [{current}]" if current else line


class Json(structlog.stdlib.ProcessorFormatter):
    """For machines: one object a line."""

    def __init__(self) -> None:
        before: list[Processor] = [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=_VALUES),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _whose,
        ]
        super().__init__(
            processors=[_fault, self.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)],
            foreign_pre_chain=before,
        )

    def format(self, record: logging.LogRecord) -> str:
        # The text of a traceback is made by `Discretion`; logging would put it below the object, on lines of its own.
        text, record.exc_text = record.exc_text, None
        if text:
            record.fault = text
        try:
            return super().format(record)
        finally:
            record.exc_text = text


def _whose(_logger: Any, _method: str, event: EventDict) -> EventDict:  # structlog's own shape
    event["time"] = event.pop("timestamp")
    event["process"] = _process
    if current := request_id.get():
        event["request"] = current
    return event


def _fault(_logger: Any, _method: str, event: EventDict) -> EventDict:  # as above
    text = getattr(event["_record"], "fault", None)
    if text:
        event["fault"] = text
    event.pop("exc_info", None)
    # The order in which one reads it.
    first = ("time", "level", "logger", "event", "process")
    return {**{name: event[name] for name in first if name in event}, **event}
