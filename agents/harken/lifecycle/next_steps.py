"""The next best step at each stage of the life cycle, for whoever talks to the customer; rules may say others."""

from collections.abc import Mapping
from typing import Final, get_args

from harken.document import Stage
from harken.language import ENGLISH, Language

#: Of a step that somebody wrote, characters.
LONGEST: Final = 300
NEXT_STEPS: Final[Mapping[Stage, str]] = {stage: ENGLISH.say(f"stage.{stage}.do") for stage in get_args(Stage)}


def next_step(stage: Stage, steps: Mapping[Stage, str], language: Language) -> str:
    """The step at a stage, in this language unless somebody wrote another."""
    return language.say(f"stage.{stage}.do") if steps[stage] == NEXT_STEPS[stage] else steps[stage]
