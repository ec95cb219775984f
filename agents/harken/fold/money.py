"""Money: decimal in the event's currency, whole minor units of the reporting currency in state."""

from collections.abc import Mapping

from harken.events import Purchase


def amount_of(purchase: Purchase) -> float:
    """What was paid or given back, in the event's currency: the total, or else the lines less the discount."""
    if purchase.total is not None:
        return purchase.total
    lines = sum(line.quantity * line.price for line in purchase.items if line.price is not None)
    return max(lines - (purchase.discount or 0.0), 0.0)


def rate_of(currency: str | None, reporting: str, rates: Mapping[str, float]) -> float | None:
    """Units of the reporting currency for one of this; an event without currency is in the reporting one."""
    if currency is None or currency == reporting:
        return 1.0
    return rates.get(currency)


def to_minor(amount: float, rate: float) -> int:
    """Whole minor units (pence, cents)."""
    return round(amount * rate * 100)
