"""The committed sample is what the simulated shop writes, and every line of it is an event."""

from harken.data import sample_path
from harken.demo.sample import sample_lines
from harken.events import CLICKS, FEEDBACK, PURCHASES
from harken.replay import jsonl
from harken.replay.files import open_bytes
from harken.replay.formats import detect
from harken.replay.line import Line

MOST_BYTES = 300_000


def test_the_committed_sample_is_what_the_shop_writes() -> None:
    with open_bytes(sample_path()) as stream:
        assert stream.read() == b"".join(sample_lines())
    assert sample_path().stat().st_size < MOST_BYTES


def test_every_line_of_the_sample_is_an_event() -> None:
    lines = list(jsonl.read(sample_path()))
    assert detect(sample_path()).name == "jsonl"
    assert all(isinstance(line, Line) and not isinstance(line.event, dict) for line in lines)
    assert {line.topic for line in lines if isinstance(line, Line)} == {CLICKS, PURCHASES, FEEDBACK}
