"""What is at risk with a customer: how likely they leave, times what is still to come of them."""

from harken.document import CustomerDocument


def at_risk(customer: CustomerDocument) -> float | None:
    """Churn probability times remaining value, major units, to two digits; None for whom no list needs.

    Lists hold only who is at least in the medium band and has something to lose. To two digits, so that a list is
    written when something has changed that anybody would see, and always is what the documents say.
    """
    churn, remaining_minor = customer.churn, customer.value.remaining_minor
    if churn is None or churn.band == "low" or not remaining_minor:
        return None
    return float(f"{churn.probability * remaining_minor / 100:.2g}")
