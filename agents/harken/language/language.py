"""One language: says a sentence of the table with the numbers of a case."""

from collections.abc import Mapping
from typing import Final

from harken.language.alerts import ALERTS
from harken.language.scores import SCORES
from harken.language.sentence import Sentence

#: Every sentence that a reason, an alert or an action is made of, by its key.
SENTENCES: Final[Mapping[str, Sentence]] = {**SCORES, **ALERTS}


class Language:
    """A column of the table.

    Parameters
    ----------
    code : its name there, ISO 639-1.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        #  Asked for each reason of each customer who was decided about: `format` of a string is C.
        self._say = {key: str(getattr(sentence, code)).format for key, sentence in SENTENCES.items()}

    def say(self, key: str, **numbers: object) -> str:
        """The sentence of this key with these numbers (or words) in their places."""
        return self._say[key](**numbers)

    def days(self, count: float) -> str:
        """A number of days as one says it."""
        whole = round(count)
        return self._say["day"]() if whole == 1 else self._say["days"](count=whole)


ENGLISH: Final = Language("en")
CHINESE: Final = Language("zh")
#: By code; a new one is a column in `Sentence`, its sentences, and a line here.
LANGUAGES: Final[Mapping[str, Language]] = {language.code: language for language in (ENGLISH, CHINESE)}
