"""Segments and their members as lines for a person."""

from msgspec import UNSET

from harken.cli.segments import line, member, own_line
from harken.document import Activity, CustomerDocument, Profile, Value

FIGURES = {"silent_d": 5.6, "days": 11.7, "net": 5806.68, "share": 0.1072, "drift": 0.167}
DOCUMENT = CustomerDocument(
    id="ada",
    version=3,
    at_ms=0,
    profile=Profile(0, 0, {}),
    activity=Activity(orders=4),
    value=Value("GBP", net_minor=2000),
    propensity_7d=0.314,
    segment="loyal",
)


def test_a_segment_says_who_is_in_it_and_what_its_middle_is_like() -> None:
    assert line("champions", 1234, FIGURES) == (
        "champions        1,234 members   11.7 days with an order, the last 5.6 days ago, 5,806.68 spent   "
        "11% of those lately seen, moved 0.167"
    )


def test_a_member_says_since_when_and_how_likely_the_next_order_is() -> None:
    assert member(DOCUMENT, 1_772_409_600.0) == "ada  since 2026-03-02  4 orders, 20.00   31% to order within 7 days"
    DOCUMENT.propensity_7d = UNSET
    assert member(DOCUMENT, 1_772_409_600.0) == "ada  since 2026-03-02  4 orders, 20.00"


def test_a_segment_of_ones_own_says_who_is_in_it_and_when_one_is() -> None:
    assert own_line("hot", 12, "value.tier == 'top'\n  and activity.orders > 3") == (
        "hot                 12 members   value.tier == 'top' and activity.orders > 3"
    )
