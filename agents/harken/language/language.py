"""One language: says a sentence of the table with the numbers of a case."""

from collections.abc import Callable, Mapping
from typing import Final

from harken.language.alerts import ALERTS
from harken.language.lifecycle import LIFECYCLE
from harken.language.ops import OPS
from harken.language.recommendations import RECOMMENDATIONS
from harken.language.scores import SCORES
from harken.language.segments import SEGMENTS
from harken.language.sentence import Sentence
from harken.language.sheets import SHEETS

#: All that is said to people, by its key; each table is of one subject.
TABLES: Final = (SCORES, ALERTS, RECOMMENDATIONS, LIFECYCLE, SEGMENTS, OPS, SHEETS)
SENTENCES: Final[Mapping[str, Sentence]] = {key: sentence for table in TABLES for key, sentence in table.items()}


class Language:
    """A column of the table.

    Parameters
    ----------
    code : its name there, ISO 639-1.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        #: The same as `say`, by key: who says it for each event asks here. `format` of a string is C.
        self.sayings: Mapping[str, Callable[..., str]] = {
            key: str(getattr(sentence, code)).format for key, sentence in SENTENCES.items()
        }
        self._day, self._days = self.sayings["day"](), self.sayings["days"]

    def say(self, key: str, **numbers: object) -> str:
        """The sentence of this key with these numbers (or words) in their places."""
        return self.sayings[key](**numbers)

    def name(self, kind: str, word: str) -> str:
        """What people call a word that machines read; the word itself where the table has none of this kind."""
        say = self.sayings.get(f"{kind}.{word}")
        return word if say is None else say()

    def days(self, count: float) -> str:
        """A number of days as one says it."""
        whole = round(count)
        return self._day if whole == 1 else self._days(count=whole)


ENGLISH: Final = Language("en")
CHINESE: Final = Language("zh")
#: By code; a new one is a column in `Sentence`, its sentences, and a line here.
LANGUAGES: Final[Mapping[str, Language]] = {language.code: language for language in (ENGLISH, CHINESE)}
