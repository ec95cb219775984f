"""A row of the table of sentences."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence in every language; what is in braces is the same in all of them (`str.format`)."""

    en: str
    zh: str
