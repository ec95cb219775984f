"""The list of those at risk as lines for a person and for a program."""

from harken.cli.customers import fields, line
from harken.document import Activity, Churn, CustomerDocument, Profile, Reason, Value

#: The strongest speaks for staying.
REASONS = (Reason("use", "10 recent clicks", -1.6), Reason("recency", "silent for 41 days", 1.5))
DOCUMENT = CustomerDocument(
    id="ada",
    version=3,
    at_ms=0,
    profile=Profile(0, 0, {}),
    activity=Activity(),
    value=Value("GBP", 2550, 550, 2000, 3.25, 1999, 6120, 5620, "upper"),
    churn=Churn(0.82, "high", 90 * 86_400.0, REASONS, 0.4, "m1", 0),
)


def test_a_line_says_what_is_at_risk_of_what_and_why() -> None:
    assert line(DOCUMENT, 50.0) == "       50.00 GBP  ada   82% leaving of 61.20  upper  silent for 41 days"


def test_a_program_gets_numbers() -> None:
    assert fields(DOCUMENT) == {
        "churn_probability": 0.82,
        "remaining_minor": 6120,
        "currency": "GBP",
        "tier": "upper",
    }
