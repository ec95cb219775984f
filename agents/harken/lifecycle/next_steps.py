"""The next best step at each stage of the life cycle, for whoever talks to the customer; rules may say others."""

from collections.abc import Mapping
from typing import Final

from harken.document import Stage

#: Of a step that somebody wrote, characters.
LONGEST: Final = 300
NEXT_STEPS: Final[Mapping[Stage, str]] = {
    "prospect": "Help with the first order: show what others like them took, answer what they ask.",
    "new": "Lead to the second order: say thanks, show what goes with what they bought.",
    "active": "Stay out of the way, and recommend what fits.",
    "growing": "Offer more of what they come for: sets, a plan, early news.",
    "loyal": "Thank and reward; ask for a word or a recommendation.",
    "at_risk": "Find out what is wrong before offering anything; then a reason to come back.",
    "lapsed": "One good reason to come back, made for them, and no second one soon.",
    "won_back": "Make the second order after the return easy; ask what had been missing.",
    "lost": "Let go: no more offers, and learn why.",
}
