"""What the simulated shop's customers write: made-up sentences, by how content they are."""

from random import Random
from typing import Final

CONTENT: Final = (
    ("Lovely quality, exactly as shown. Will order again.", "quality"),
    ("Arrived a day early and beautifully packed.", "delivery"),
    ("Great price for what it is, very happy.", "price"),
    ("Friendly help on the phone, thank you!", "service"),
    ("My favourite shop, everyone asks where I got it.", "quality"),
)
NEUTRAL: Final = (
    ("It is fine, does what it should.", "quality"),
    ("Delivery took a little while, the item is okay.", "delivery"),
    ("Average. Neither good nor bad.", "quality"),
)
UNHAPPY: Final = (
    ("Arrived broken and nobody answers my emails.", "service"),
    ("Two weeks late and the box was damaged.", "delivery"),
    ("Poor quality, fell apart after a day. Very disappointed.", "quality"),
    ("Far too expensive for such cheap material.", "price"),
    ("Wrong item again. I want a refund.", "service"),
)
LEAVING: Final = (
    ("I am cancelling my account, this was the last time.", "cancel"),
    ("Please delete my account. I buy elsewhere from now on.", "cancel"),
)


def write(rng: Random, satisfaction: float) -> tuple[str, str]:
    """A sentence and its topic, for a satisfaction from 0 to 1."""
    return rng.choice(UNHAPPY if satisfaction < 0.4 else NEUTRAL if satisfaction < 0.6 else CONTENT)
