"""Hypothesis strategies: events that are good, and JSON that looks a little like them."""

import datetime

from hypothesis import strategies as st

from harken.events import Click, Command, Event, Feedback, LineItem, Purchase, Receipt
from tests.corpus.good_events import BASES, BROKER_MS

#: A word that no message of ours has; whoever finds it in one has found the customer's words there.
MARKER = "KATZENJAMMER"

_unicode = st.characters(exclude_categories=["Cs"])
_identifiers = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=12)
_names = st.none() | st.text(_unicode, max_size=12)
_optional = st.none() | _identifiers
_offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: datetime.timezone(datetime.timedelta(minutes=m)))
_times = st.integers(946_684_800_000, BROKER_MS) | st.builds(
    datetime.datetime.fromtimestamp, st.floats(946_684_800, BROKER_MS / 1000), tz=_offsets
)
_amounts = st.none() | st.floats(0, 1e12)
_properties = st.none() | st.dictionaries(st.text(_unicode, max_size=4), st.integers() | st.text(_unicode), max_size=3)
_common = {"id": _identifiers, "customer_id": _identifiers, "ts": _times}
_visit = {"channel": _names, "session_id": _optional, "properties": _properties}
_lines = st.builds(LineItem, item_id=_identifiers, quantity=st.floats(0, 1e9), price=_amounts, category=_names)

clicks = st.builds(
    Click,
    **_common,
    **_visit,
    kind=st.sampled_from(["view", "search", "impression"]),
    item_id=_optional,
    price=_amounts,
    position=st.none() | st.integers(0, 1_000_000),
)
purchases = st.builds(
    Purchase,
    **_common,
    **_visit,
    kind=st.sampled_from(["order", "refund"]),
    currency=st.none() | st.from_regex("[A-Z]{3}", fullmatch=True),
    total=_amounts,
    items=st.lists(_lines, max_size=40).map(tuple),
)
feedback = st.builds(
    Feedback,
    **_common,
    **_visit,
    kind=st.sampled_from(["nps", "review"]),
    score=st.none() | st.floats(-100, 1000),
    text=st.none() | st.text(_unicode),
)
receipts = st.builds(Receipt, **_common, alert_id=_identifiers, outcome=st.sampled_from(["acted", "ignored"]))
commands = st.builds(Command, **_common, kind=st.sampled_from(["snooze", "mute"]), until=st.none() | _times)

events: st.SearchStrategy[Event] = st.one_of(clicks, purchases, feedback, receipts, commands)

_strange = st.text(max_size=6).map(lambda text: MARKER + text) | st.sampled_from(["\ud800" + MARKER, f"1 {MARKER}"])
_known = st.sampled_from(["2024-05-31T12:00:00Z", "view", "GBP", "tick", "ada", "order", ""])
_numbers = st.integers() | st.integers(-(10**400), 10**400) | st.floats() | st.just(BROKER_MS)
_scalars = st.none() | st.booleans() | _numbers | _strange | _known
json_values: st.SearchStrategy[object] = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_strange | st.just("item_id"), inner, max_size=4),
)
_our_names = st.sampled_from(sorted({name for base in BASES.values() for name in base} | {"price", "properties"}))

#: Objects with some of our fields, some of nobody's, and anything in them; every strange text carries the marker.
json_objects = st.dictionaries(_our_names | _strange, json_values, max_size=12)
