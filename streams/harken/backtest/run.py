"""One backtest: files in, the result and the customers' documents out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any, Final, NamedTuple

from harken.backtest.figures import Figures
from harken.backtest.road import BacktestRoad
from harken.fold.config import DAY_S
from harken.replay.line import Line, Refused
from harken.replay.pace import Pace
from harken.replay.report import Report
from harken.replay.send import Sending
from harken.replay.ticks import Ticks
from harken.settings import Settings
from harken.topology import activity_config
from harken.version import harken_version

#: So many records, or bytes, are read before the lanes are turned again, and before it is said where it stands.
READ_AHEAD: Final = 20_000
READ_AHEAD_BYTES: Final = 4 << 20
#: Settings that a result depends on.
MATTERS: Final = (
    *("partitions", "step_s", "lateness_s", "future_s", "silent_topic_h"),
    *("currency", "rates", "churn_horizon_d", "active_clicks"),
)
VERSIONS: Final = ("river", "numpy", "scipy", "msgspec")

Tell = Callable[[Report], None]


class Backtest(NamedTuple):
    """What a backtest leaves.

    Parameters
    ----------
    result : all figures, without the files and without any time of the wall clock.
    report : what became of the files' lines.
    road : for the documents.
    """

    result: dict[str, Any]
    report: Report
    road: BacktestRoad

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Every customer's document, by customer id."""
        return self.road.documents()


def in_step(settings: Settings) -> Settings:
    """The settings of a backtest: event time alone, and a step of a day where none is set."""
    return settings.model_copy(update={"clock": "event", "step_s": settings.step_s or DAY_S})


async def run_backtest(
    settings: Settings, lines: Iterable[Line | Refused], now_s: float, tell: Tell = lambda _: None
) -> Backtest:
    """Fold and learn the lines.

    Parameters
    ----------
    settings : as `in_step` gives them.
    lines : what readers and `merge` give.
    now_s : epoch seconds; events from further ahead than the settings allow are refused.
    tell : told now and then where it stands.
    """
    figures = Figures(activity_config(settings))
    road = BacktestRoad(settings, figures, now_s)
    await road.begin()
    intake = road.intake
    sending = Sending(settings, intake, Pace(float("inf")), Ticks(), tell, now_s)
    report = sending.report
    for line in lines:
        sending.take(line)
        if intake.waiting >= READ_AHEAD or intake.waiting_bytes >= READ_AHEAD_BYTES:
            await road.advance(report.last_s)
            sending.tell()
    sending.finish(0.0, None)
    await road.advance(float("inf"))
    sending.tell()
    documents = (document for _, document in road.documents())
    result = {
        "harken": harken_version(),
        "versions": {"python": python_version(), **{name: version(name) for name in VERSIONS}},
        "settings": {name: getattr(settings, name) for name in MATTERS},
        "events": _events(report),
        **figures.result(documents, await road.card(), await road.outcomes(), report.last_s),
    }
    return Backtest(result, report, road)


def digests(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Name, size and SHA-256 of each file."""
    found = []
    for path in paths:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        found.append({"name": path.name, "bytes": path.stat().st_size, "sha256": digest})
    return found


def _events(report: Report) -> dict[str, Any]:
    known = report.events > 0 and report.last_s > float("-inf")
    return {
        "read": dict(sorted(report.sent.items())),
        "lines": report.lines,
        "lines_refused": {str(reason): count for reason, count in sorted(report.refused.items())},
        "first_s": report.first_s if known else None,
        "last_s": report.last_s if known else None,
    }
