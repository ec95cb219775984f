"""Rules from a TOML file, and what is wrong with one: the file, the line and the reason."""

import tomllib
from pathlib import Path
from typing import Any

from harken.errors import HarkenError
from harken.rules.ruling import Ruling, RulingFault, ruling_from
from harken.ruling.where import lines_of


class RulesError(HarkenError):
    """A rules file that cannot be; the message names file, line and reason."""


def ruling_of(path: str) -> Ruling:
    """The rules of a file; those of the code where there is none (an empty path). Raises RulesError."""
    return read_ruling(text_of(path), path) if path else Ruling()


def read_ruling(text: str, name: str) -> Ruling:
    """The rules in a file's text; `name` is said of the file. Raises RulesError."""
    return ruling_from(read_settings(text, name))


def read_settings(text: str, name: str) -> dict[str, Any]:
    """The settings in a file's text, which make rules. Raises RulesError."""
    try:
        settings = tomllib.loads(text)
        ruling_from(settings)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: {error}") from None
    except RulingFault as fault:
        raise RulesError(f"{name}:{_line_of(fault, text)}: {fault}") from None
    return settings


def _line_of(fault: RulingFault, text: str) -> int:
    """The line where the fault is, or else what it is in."""
    lines, key = lines_of(text), fault.key
    while (fault.table, key) not in lines and key:
        key = key.rpartition(".")[0]
    return lines.get((fault.table, key), 1)


def text_of(path: str) -> str:
    """A file's text. Raises RulesError."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: {error}") from None
