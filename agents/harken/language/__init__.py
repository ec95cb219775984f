"""In which language harken speaks to people: one table of sentences, a column a language."""

from harken.language.language import CHINESE as CHINESE
from harken.language.language import ENGLISH as ENGLISH
from harken.language.language import LANGUAGES as LANGUAGES
from harken.language.language import Language as Language
