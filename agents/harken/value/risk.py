"""What is at risk with a customer: how likely they leave, times what is still to come of them."""

from msgspec import UNSET

from harken.alerting.holdout import CHURN_FAMILY
from harken.document import CustomerDocument


def at_risk(customer: CustomerDocument) -> float | None:
    """Churn probability times remaining value, major units, to two digits; None for whom no list needs.

    Lists hold only who is at least in the medium band and has something to lose, and nobody who is held out of churn
    alerts: they would be looked after by another door. To two digits, so that a list is
    written when something has changed that anybody would see, and always is what the documents say.
    """
    churn, remaining_minor = customer.churn, customer.value.remaining_minor
    if churn is None or churn.band == "low" or not remaining_minor:
        return None
    if customer.held_out is not UNSET and CHURN_FAMILY in customer.held_out:
        return None
    return float(f"{churn.probability * remaining_minor / 100:.2g}")
