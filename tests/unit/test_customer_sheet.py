"""A customer's document as lines for a person."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

import re
from datetime import UTC, datetime

from harken.customer_sheet import describe
from harken.document import (
    Activity,
    AlertState,
    Churn,
    CustomerDocument,
    Habits,
    Lifecycle,
    Profile,
    Reason,
    Recommendation,
    Satisfaction,
    Session,
    Value,
)
from harken.language import CHINESE, ENGLISH
from harken.language.sheets import SHEETS
from harken.lifecycle.next_steps import NEXT_STEPS
from harken.sheet_row import MARGIN, columns


def ms(day: int) -> int:
    return int(datetime(2011, 3, day, tzinfo=UTC).timestamp() * 1000)


def ada() -> CustomerDocument:
    """Somebody of whom everything is known."""
    return CustomerDocument(
        id="ada",
        version=3,
        at_ms=ms(9),
        profile=Profile(ms(1), ms(9), {}),
        activity=Activity(clicks=4, orders=2, last_order_ms=ms(8)),
        value=Value("GBP", 2550, 550, 2000, 3.25, 1999, 6120, 5620, "upper"),
        churn=Churn(0.82, "high", 90 * 86_400.0, (Reason("silence", "silent for 41 days", 1.5),), 0.4, "m1", ms(9),
                    moved={"recency": 0.65, "rest": -0.05}),
        lifecycle=Lifecycle("at_risk", ms(7), "82% likely to leave; no order for 41 days"),
        segment="at_risk",
        groups=("hot", "seen"),
        habits=Habits(86_400 * 2, "saturday", 9, ("tea", "cups"), ("app",)),
        session=Session(ms(9), "/sale", 5, 1),
        satisfaction=Satisfaction(0.62, 2.0, ms(9), 0.14, -0.083, "delivery"),
        recommendations=(Recommendation("tea-01", 1.0, "bought together"),),
        alerts={"churn_risk": AlertState("raised", 1, ms(9)), "detractor": AlertState("ok", 0, ms(1))},
    )


def test_what_is_known_is_said_with_reasons_and_units() -> None:
    told = "\n".join(describe(ada(), NEXT_STEPS))
    assert "ada: known since 2011-03-01, last seen 2011-03-09" in told
    assert "20.00 GBP net of 5.50 given back" in told
    assert "to come       3.2 order days of 19.99, worth 61.20 today; tier upper" in told
    assert "82% (high) that no order comes within 90 days" in told
    assert "+1.50  silent for 41 days" in told
    assert "since its last alert +0.60: recency +0.65, rest -0.05" in told
    assert "life cycle    at risk since 2011-03-07: 82% likely to leave; no order for 41 days" in told
    assert "next: Find out what is wrong" in told
    assert "satisfaction  0.62 of 1, give or take 0.14; of late -0.08; last about delivery" in told
    assert "segment       at_risk" in told
    assert "groups        hot, seen" in told
    habits = "orders on saturdays about 09:00; gaps vary by 2 days; likes tea, cups; comes by app"
    assert f"habits        {habits}" in told
    assert "session       from /sale, 5 clicks, 1 in the cart; 2011-03-09" in told
    assert "show next     tea-01" in told
    assert told.endswith("alerts        churn_risk raised")


def test_of_who_was_erased_only_that_is_said() -> None:
    document = CustomerDocument(
        id="ada", version=4, at_ms=ms(9), profile=Profile(ms(9), ms(9), {}), activity=Activity(), value=Value("GBP"),
        not_eligible="erased",
    )  # fmt: skip
    assert describe(document, NEXT_STEPS) == ["ada: erased on 2011-03-09; what is still sent of them is dropped"]


def test_who_is_hardly_known_is_described_without_what_is_not() -> None:
    document = CustomerDocument(
        id="new", version=1, at_ms=ms(1), profile=Profile(ms(1), ms(1), {}), activity=Activity(), value=Value("GBP")
    )
    told = "\n".join(describe(document, NEXT_STEPS))
    assert "last order never" in told
    assert not any(word in told for word in ("to come", "life cycle", "leaving", "satisfaction", "show next", "alerts"))


def test_in_chinese_the_same_lines_say_the_same_numbers() -> None:
    english, chinese = (describe(ada(), NEXT_STEPS, language) for language in (ENGLISH, CHINESE))
    assert len(chinese) == len(english)
    for line, said in zip(chinese, english, strict=True):
        assert sorted(re.findall(r"\d+(?:[.,:-]\d+)*", line)) == sorted(re.findall(r"\d+(?:[.,:-]\d+)*", said))
    told = "\n".join(chinese)
    assert "生命周期      2011-03-07 起 有流失风险" in told
    assert "下一步：先弄清哪里出了问题" in told
    assert "分群          流失风险客户 (at_risk)" in told
    assert "下单多逢周六 09:00 前后" in told


def test_what_a_shop_wrote_as_a_next_step_is_said_as_it_wrote_it() -> None:
    told = "\n".join(describe(ada(), {**NEXT_STEPS, "at_risk": "Call Tom."}, CHINESE))
    assert "下一步：Call Tom." in told


def test_labels_leave_a_gap_in_every_language() -> None:
    labels = [text for key, sentence in SHEETS.items() if key.startswith("label.") for text in sentence]
    assert all(columns(label) <= MARGIN - 2 for label in labels)
    assert columns("生命 a") == 6
