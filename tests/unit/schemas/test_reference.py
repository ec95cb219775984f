"""The reference pages say of every field, reason, header and topic what the code says."""

import json
import re

import pytest
from msgspec import Struct

from harken.alert import Alert, AlertData, CustomerSummary, Experiment
from harken.dead_letter import HEADERS, MAX_DETAIL_CHARS
from harken.decode import decode_line
from harken.document import (
    Activity,
    AlertState,
    Churn,
    CustomerDocument,
    Evaluations,
    Habits,
    Lifecycle,
    Override,
    Profile,
    Reason,
    Recommendation,
    Said,
    Satisfaction,
    Session,
    Value,
)
from harken.encode import topic_of
from harken.events import (
    INBOUND,
    MAX_DEPTH,
    MAX_EVENT_BYTES,
    TYPES,
    Click,
    Command,
    Feedback,
    LineItem,
    Purchase,
    Receipt,
)
from harken.item import Item
from harken.reason import Reason as Refusal
from harken.topics import TOPICS
from tests.unit.schemas.tables import expected_rows, page, table_under

FIELD_TABLES: tuple[tuple[str, str, type[Struct]], ...] = (
    ("events.md", "click", Click),
    ("events.md", "purchase", Purchase),
    ("events.md", "line", LineItem),
    ("events.md", "feedback", Feedback),
    ("events.md", "receipt", Receipt),
    ("events.md", "command", Command),
    ("events.md", "item", Item),
    ("alerts.md", "alert", Alert),
    ("alerts.md", "data", AlertData),
    ("alerts.md", "customer", CustomerSummary),
    ("alerts.md", "experiment", Experiment),
    ("alerts.md", "previous", Said),
    ("alerts.md", "reason", Reason),
    ("alerts.md", "recommendation", Recommendation),
    ("customer.md", "customer", CustomerDocument),
    ("customer.md", "profile", Profile),
    ("customer.md", "activity", Activity),
    ("customer.md", "value", Value),
    ("customer.md", "churn", Churn),
    ("customer.md", "override", Override),
    ("customer.md", "reason", Reason),
    ("customer.md", "satisfaction", Satisfaction),
    ("customer.md", "habits", Habits),
    ("customer.md", "session", Session),
    ("customer.md", "lifecycle", Lifecycle),
    ("customer.md", "recommendation", Recommendation),
    ("customer.md", "alert state", AlertState),
    ("customer.md", "evaluations", Evaluations),
)
PAGES = ("events.md", "dead-letters.md", "topics.md", "alerts.md", "customer.md")


@pytest.mark.parametrize(("name", "heading", "struct"), FIELD_TABLES)
def test_a_field_table_is_that_of_the_struct_and_says_what_each_field_is(
    name: str, heading: str, struct: type[Struct]
) -> None:
    rows = table_under(page(name), heading)
    assert [row[:3] for row in rows] == expected_rows(struct)
    assert all(len(row) == 4 and row[3] for row in rows)


def test_the_reasons_are_the_closed_list_in_the_order_of_asking() -> None:
    assert [row[0] for row in table_under(page("dead-letters.md"), "Reasons")] == [f"`{reason}`" for reason in Refusal]


def test_the_headers_are_those_that_are_written() -> None:
    rows = table_under(page("dead-letters.md"), "Headers")
    assert [row[:2] for row in rows] == [(f"`{name}`", f"`{field}`") for name, field in HEADERS]


def test_the_limits_on_the_pages_are_the_codes() -> None:
    assert f"at most {MAX_EVENT_BYTES:,} bytes and {MAX_DEPTH} levels" in page("events.md")
    assert f"more than {MAX_EVENT_BYTES:,} bytes" in page("dead-letters.md")
    assert f"at most {MAX_DETAIL_CHARS} characters" in page("dead-letters.md")


def test_the_examples_of_events_are_events() -> None:
    rows = table_under(page("events.md"), "Native events")
    assert [(row[0], row[1]) for row in rows] == [(f"`{name}`", f"`harken.{topic}`") for name, topic in TYPES]
    for (name, topic), row in zip(TYPES, rows, strict=True):
        example = json.loads(row[2].strip("`").replace("\\|", "|"))
        found, event = decode_line(json.dumps({**example, "type": name}).encode())
        assert found == topic == topic_of(event)


def test_the_topics_are_kept_as_they_are_made() -> None:
    inbound, outbound = table_under(page("topics.md"), "Inbound"), table_under(page("topics.md"), "Outbound")
    assert [row[0] for row in inbound] == [f"`{topic}`" for topic in INBOUND]
    of_items = table_under(page("topics.md"), "Of items")
    said = {row[0].strip("`"): row[-2:] for row in [*inbound, *of_items, *outbound]}
    assert said == {
        topic.name: (
            f"{topic.max_bytes >> 20} MiB",
            "compacted"
            if topic.compact
            else "`HARKEN_RETENTION_H`"
            if topic.retention_ms is None
            else f"{topic.retention_ms // 86_400_000} d",
        )
        for topic in TOPICS
    }


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    for target, anchor in re.findall(r"\]\(([a-z-]+\.md)(?:#([a-z-]+))?\)", page(name)):
        assert target in PAGES
        assert not anchor or f"# {anchor}\n" in page(target)
