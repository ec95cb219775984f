"""Logs: key=value on a terminal, JSON otherwise; one line for what happens to a lane, none for an event.

Nothing above debug names a customer: of an exception of our own computing only its type and place are said
(`harken.lane.poison`), since its text may quote what a customer wrote.
"""

import logging
import sys
from typing import Literal, TextIO, cast

import orjson
import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import Processor

Format = Literal["auto", "text", "json"]


def get_logger(name: str) -> BoundLogger:
    """A logger that takes an event and its keys: `log.info("lane taken", lane=3)`; the standard library writes it."""
    processors: list[Processor] = [structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs]
    wrapped = structlog.wrap_logger(logging.getLogger(name), processors=processors, wrapper_class=BoundLogger)
    return cast(BoundLogger, wrapped)


def configure_logging(form: Format = "auto", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs of this process (Faust's and aiokafka's too) to one stream, in one form.

    Parameters
    ----------
    form : `auto` is text where the stream is a terminal, JSON lines otherwise.
    level : the lowest that is written.
    stream : standard error where None.
    """
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(form, out.isatty()))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)


def _formatter(form: Format, terminal: bool) -> ProcessorFormatter:
    as_text = form == "text" or (form == "auto" and terminal)
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    render: list[Processor] = [ProcessorFormatter.remove_processors_meta]
    if as_text:
        render.append(structlog.dev.ConsoleRenderer(colors=terminal, timestamp_key="time"))
    else:
        render += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    return ProcessorFormatter(foreign_pre_chain=before, processors=render)


def _json(event: object, **_: object) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
