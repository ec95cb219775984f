"""What the state machine of the life cycle looks at: recency, frequency, rhythm and the band of the churn score."""

from typing import NamedTuple

from harken.document import Band


class Situation(NamedTuple):
    """One customer at one moment.

    Parameters
    ----------
    ordered : whether they ever ordered; without, nothing but this is known.
    said_goodbye : and has not ordered since.
    days : with an order.
    silent_d : days since the last order.
    gap_d : usual days between two days with an order, 0 where there was only one.
    age_d : days since the first order.
    trend : how often they order lately against the months before; 1 is as often.
    horizon_d : no order for so long means left.
    churn, band : the probability, 0 to 1, and its band.
    in_stage_d : days since they came to the stage where they are.
    """

    ordered: bool
    said_goodbye: bool = False
    days: int = 0
    silent_d: float = 0.0
    gap_d: float = 0.0
    age_d: float = 0.0
    trend: float = 1.0
    horizon_d: float = 90.0
    churn: float = 0.0
    band: Band = "low"
    in_stage_d: float = 0.0
