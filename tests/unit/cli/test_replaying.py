"""How a replay's end is shown: every line in exactly one row."""

import io
from collections import Counter

from rich.console import Console

from harken.cli.progress import open_progress
from harken.cli.replaying import show
from harken.events import CLICKS, PURCHASES
from harken.replay.report import Report

REPORT = Report(
    Counter({CLICKS: 5, PURCHASES: 2}), sent_lines=9, refused=Counter({"no customer": 3}), ticks=2, took_s=2.0
)


def test_every_line_is_in_the_table_once() -> None:
    out = io.StringIO()
    show(Console(file=out, width=100), REPORT)
    rows = {
        line.rsplit(maxsplit=1)[0].strip(): line.split()[-1] for line in out.getvalue().splitlines() if line.strip()
    }
    assert rows["events to clicks"] == "5"
    assert rows["lines sent"] == "9"
    assert rows["lines refused: no customer"] == "3"
    assert rows["lines"] == "12"
    assert REPORT.lines == REPORT.sent_lines + REPORT.refused.total()


def test_elsewhere_than_on_a_terminal_progress_has_no_control_characters() -> None:
    out = io.StringIO()
    with open_progress(Console(file=out, width=100), 20) as tell:
        tell(REPORT)
    assert "\x1b" not in out.getvalue()
