"""What the value of a customer is reckoned with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ValueConfig:
    """The business's own numbers.

    Parameters
    ----------
    months : how far ahead a customer's value is counted, >= 1.
    margin : what stays of what is spent, more than 0, at most 1; 1 counts revenue.
    discount : money a year from now is worth so much less, a year, >= 0.
    acquisition_minor : what it costs to win a customer, minor units of the reporting currency, >= 0.
    """

    months: int = 36
    margin: float = 1.0
    discount: float = 0.1
    acquisition_minor: int = 0
