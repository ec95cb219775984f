"""The result as pictures: calibration, gain, months, alerts by week, reasons, effects.

Needs matplotlib (the extra `report`).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE: Final = (7.0, 4.2)
#: From none to all, with room for a marker.
_SHARE: Final = (-0.02, 1.02)
#: Reasons that have room.
_MOST_NAMES: Final = 12


def draw(result: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Write what there is something to show of; the pictures' titles by file name."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # an extra: without it this file is there all the same

    drawn = {}
    for name, title, plot in PICTURES:
        figure = Figure(_SIZE, layout="constrained")
        axes = figure.add_subplot()
        if plot(axes, result):
            axes.set_title(title)
            figure.savefig(folder / name, dpi=110)
            drawn[name] = title
    return drawn


def _calibration(axes: "Axes", result: Mapping[str, Any]) -> bool:
    points = result["churn"]["calibration"]
    axes.plot([0, 1], [0, 1], color="0.7", label="as it should be")
    axes.plot([p["said"] for p in points], [p["left"] for p in points], marker="o", label="stored scores")
    axes.set(xlabel="probability that was said", ylabel="share that left", xlim=_SHARE, ylim=_SHARE)
    axes.legend()
    return bool(points)


def _gain(axes: "Axes", result: Mapping[str, Any]) -> bool:
    points = result["churn"]["gain"]
    axes.plot([0, 1], [0, 1], color="0.7", label="at random")
    axes.plot([0, *(p["asked"] for p in points)], [0, *(p["found"] for p in points)], label="riskiest first")
    axes.set(xlabel="share of customers asked", ylabel="share of all who left", xlim=_SHARE, ylim=_SHARE)
    axes.legend()
    return bool(points)


def _months(axes: "Axes", result: Mapping[str, Any]) -> bool:
    months = {month: figures for month, figures in result["churn"]["months"].items() if "auc" in figures}
    for name, label in (("auc", "AUC"), ("log_loss", "log loss"), ("base_rate", "base rate")):
        axes.plot(list(months), [figures[name] for figures in months.values()], marker=".", label=label)
    axes.tick_params(axis="x", rotation=45)
    axes.set(xlabel="month in which the label became known")
    axes.set_ylim(bottom=0)
    axes.legend()
    return bool(months)


def _weeks(axes: "Axes", result: Mapping[str, Any]) -> bool:
    weeks: Mapping[str, Mapping[str, int]] = result["alerts"]["by_week"]
    days = [date.fromisoformat(week).toordinal() for week in weeks]
    below = [0] * len(days)
    for kind in sorted({kind for counts in weeks.values() for kind in counts}):
        heights = [counts.get(kind, 0) for counts in weeks.values()]
        axes.bar(days, heights, 6, below, label=kind)
        below = [a + b for a, b in zip(below, heights, strict=True)]
    shown = days[:: max(1, len(days) // 10)]
    axes.set_xticks(shown, [date.fromordinal(day).isoformat() for day in shown], rotation=45, ha="right")
    axes.set(ylabel="alerts raised in the week")
    if weeks:
        axes.legend()
    return bool(weeks)


def _reasons(axes: "Axes", result: Mapping[str, Any]) -> bool:
    kinds: Mapping[str, list[Mapping[str, Any]]] = result["alerts"]["reasons"]
    counts = {kind: {one["name"]: one["strongest"] for one in some if one["strongest"]} for kind, some in kinds.items()}
    totals: Counter[str] = Counter()
    for named in counts.values():
        totals.update(named)
    names = sorted(totals, key=lambda name: (totals[name], name))[-_MOST_NAMES:]  # the most frequent at the top
    before = [0] * len(names)
    for kind, named in counts.items():
        widths = [named.get(name, 0) for name in names]
        if any(widths):
            axes.barh(names, widths, 0.7, before, label=kind)
        before = [a + b for a, b in zip(before, widths, strict=True)]
    axes.set(xlabel="alerts raised of which it was the strongest reason")
    if names:
        axes.legend()
    return bool(names)


def _effects(axes: "Axes", result: Mapping[str, Any]) -> bool:
    known = [one for one in result.get("experiments", ()) if one["effect"] is not None]
    if not known:
        return False
    for n, one in enumerate(known):
        effect = one["effect"]
        axes.plot([effect["low"], effect["high"]], [n, n], color="C0")
        axes.plot(effect["difference"], n, marker="o", color="C0")
    axes.axvline(0, color="0.7")
    axes.set_yticks(range(len(known)), [f"{one['family']}\n{one['experiment']}" for one in known])
    axes.set(xlabel="share that stayed: treated less held out", ylim=(-0.5, len(known) - 0.5))
    return True


#: File, title, and who draws it; whoever has nothing to show says False.
PICTURES: Final[tuple[tuple[str, str, Callable[["Axes", Mapping[str, Any]], bool]], ...]] = (
    ("calibration.png", "Calibration", _calibration),
    ("gain.png", "Cumulative gain", _gain),
    ("months.png", "Stored scores by month", _months),
    ("alerts.png", "Alerts by week", _weeks),
    ("reasons.png", "Why alerts were raised", _reasons),
    ("effects.png", "Does acting help?", _effects),
)
