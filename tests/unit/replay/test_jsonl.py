"""Native JSON lines: what is sent, what only the worker may refuse, what cannot be put on a topic."""

from pathlib import Path

from harken.events import CLICKS, FEEDBACK, PURCHASES, Click
from harken.replay import jsonl
from harken.replay.line import Line, Refused


def table(folder: Path, *rows: str) -> Path:
    path = folder / "events.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_line_goes_to_the_topic_of_its_type_without_it(tmp_path: Path) -> None:
    path = table(tmp_path, '{"type":"click","id":"1","customer_id":"ada","ts":"2026-01-02T00:00:00Z","kind":"view"}')
    (line,) = jsonl.read(path)
    assert isinstance(line, Line)
    assert (line.topic, line.customer_id, line.ts_s) == (CLICKS, "ada", 1767312000.0)
    assert isinstance(line.event, Click)


def test_lines_keep_the_files_order_so_that_a_late_one_stays_late(tmp_path: Path) -> None:
    event = '{"type":"feedback","id":"%d","customer_id":"ada","ts":%d,"kind":"ticket"}'
    lines = list(jsonl.read(table(tmp_path, event % (1, 1767312000000), event % (2, 1767311000000))))
    assert [line.ts_s for line in lines if isinstance(line, Line)] == [1767312000.0, 1767311000.0]


def test_a_bad_event_with_a_customer_is_sent_as_it_is(tmp_path: Path) -> None:
    path = table(tmp_path, '{"type":"purchase","id":"1","customer_id":"ada","ts":"yesterday","total":-1,"odd":[1]}')
    (line,) = jsonl.read(path)
    fields: dict[str, object] = {"id": "1", "customer_id": "ada", "ts": "yesterday", "total": -1, "odd": [1]}
    assert line == Line(PURCHASES, "ada", float("-inf"), fields)


def test_what_cannot_be_put_on_a_topic_is_refused(tmp_path: Path) -> None:
    rows = ["", "{", "[1]", '{"type":"dance","customer_id":"ada"}', '{"type":"feedback","id":"1"}']
    refused = list(jsonl.read(table(tmp_path, *rows)))
    assert all(isinstance(line, Refused) for line in refused)
    assert [line.reason for line in refused if isinstance(line, Refused)] == [
        "empty line",
        "not_json",
        "not_an_object",
        "unknown_kind",
        "missing_field",
    ]


def test_feedback_is_on_its_own_topic(tmp_path: Path) -> None:
    path = table(tmp_path, '{"type":"feedback","id":"1","customer_id":"ada","ts":1767312000000,"kind":"nps","score":3}')
    assert [line.topic for line in jsonl.read(path) if isinstance(line, Line)] == [FEEDBACK]
