"""English words that say what a text is about: one word, or two that follow each other."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cancel": (
        *("cancel", "cancelled", "canceled", "cancelling", "cancellation", "unsubscribe", "unsubscribed", "churn"),
        *("close account", "delete account", "stop using", "switching to", "switched to", "moving to"),
        *("refund", "refunded", "money back", "goodbye", "leaving", "quit"),
    ),
    "bug": (
        *("bug", "bugs", "buggy", "crash", "crashed", "crashes", "crashing", "error", "errors", "freeze", "freezes"),
        *("glitch", "glitches", "glitchy", "login", "broken link", "not loading", "wont load", "doesnt load"),
        *("outage", "timeout", "cant login", "not responding", "technical", "lag", "laggy"),
    ),
    "delivery": (
        *("delivery", "deliver", "delivered", "deliveries", "shipping", "shipped", "shipment", "ship", "courier"),
        *("parcel", "package", "arrive", "arrived", "arrives", "arriving", "tracking", "postage", "dispatch"),
        *("dispatched", "in transit", "never came", "still waiting", "carrier", "logistics"),
    ),
    "service": (
        *("service", "support", "staff", "helpdesk", "agent", "representative", "employee", "employees", "manager"),
        *("customer service", "customer care", "rude", "polite", "unhelpful", "helpful", "no reply", "no response"),
        *("hotline", "chat", "call centre", "call center", "on hold", "answered", "ignored"),
    ),
    "price": (
        *("price", "prices", "priced", "pricing", "expensive", "overpriced", "cheap", "cheaper", "pricey", "cost"),
        *("costs", "costly", "discount", "discounts", "coupon", "coupons", "promo", "charge", "charged", "fee"),
        *("fees", "billing", "invoice", "affordable", "bargain", "the money", "on sale", "subscription"),
    ),
    "quality": (
        *("quality", "material", "fabric", "broke", "broken", "defect", "defective", "faulty", "flimsy", "durable"),
        *("sturdy", "torn", "ripped", "stitching", "seams", "damaged", "fell apart", "falling apart", "poorly made"),
        *("well made", "cheaply made", "shrunk", "faded", "scratched", "leaks", "leaking"),
    ),
    "praise": (
        *("love", "loved", "perfect", "excellent", "amazing", "awesome", "fantastic", "wonderful", "thanks"),
        *("great", "brilliant", "superb", "delighted", "highly recommend", "thank you", "best ever", "five stars"),
        *("well done", "praise", "compliment"),
    ),
}
