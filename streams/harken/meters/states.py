"""Metrics that are states: set when somebody asks for them, from what lanes and the last look at the lag say."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from harken.health.vitals import Vitals
from harken.lag.rules import Rule
from harken.lag.watch import Row
from harken.meters.metrics import Metrics
from harken.settings import Settings
from harken.topics import topic_name

#: One model's figures: column (stored, rescored), part (all_time, ...), name.
Figures = Mapping[str, Mapping[str, Mapping[str, float | None]]]


def set_lanes(metrics: Metrics, vitals: Vitals, cached: int) -> None:
    """What this worker's lanes are doing."""
    lanes = vitals.lanes() or {}
    metrics.loop_lag.set(vitals.silent_s())
    metrics.cached.set(cached)
    metrics.lanes.clear()
    for state, count in Counter(lane.stage.name for lane in lanes.values()).items():
        metrics.lanes.labels(state).set(count)
    metrics.lane_waiting.clear()
    metrics.lane_busy.clear()
    for n, lane in lanes.items():
        metrics.lane_waiting.labels(n).set(lane.back_off.lasted_s())
        metrics.lane_busy.labels(n).set(lane.busy_s())


def set_lag(metrics: Metrics, settings: Settings, rows: Sequence[Row], age_s: float) -> None:
    """The lag of every topic partition, under our names and the usual exporters'."""
    metrics.lag_age.set(age_s)
    for gauge in (metrics.lag_seconds, metrics.status, metrics.alias_seconds):
        gauge.clear()  # what is not known any more must not stand there
    for row in rows:
        _set_row(metrics, settings, row)


def set_figures(metrics: Metrics, model: str, figures: Figures) -> None:
    """A model's progressive metrics."""
    for column, parts in figures.items():
        for part, numbers in parts.items():
            for name, number in numbers.items():
                if isinstance(number, int | float) and math.isfinite(number):
                    metrics.model_metric.labels(model, column, f"{name}_{part}").set(number)


def set_calibration(metrics: Metrics, model: str, curve: Sequence[Mapping[str, float]]) -> None:
    """A model's calibration curve; a tenth that has no labels any more, after the warm-up, stands no longer."""
    metrics.model_calibration.clear()
    for point in curve:
        metrics.model_calibration.labels(model, f"{point['from']:.1f}").set(point["left"])


def set_outcomes(metrics: Metrics, kinds: Mapping[str, Mapping[str, float]]) -> None:
    """What came of alerts."""
    for kind, figures in kinds.items():
        for name, figure in figures.items():
            metrics.alert_metric.labels(kind, name).set(figure)


def set_shifts(metrics: Metrics, shifts: Mapping[str, float]) -> None:
    """How far features and scores have moved."""
    for name, index in shifts.items():
        metrics.population_shift.labels(name).set(index)


def set_segments(metrics: Metrics, segments: Mapping[str, Mapping[str, float]]) -> None:
    """How large each segment is and how far it has moved; one that was renamed stands no more under its old name."""
    for gauge, figure in ((metrics.segment_share, "share"), (metrics.segment_drift, "drift")):
        gauge.clear()
        for name, figures in segments.items():
            gauge.labels(name).set(figures[figure])


def _set_row(metrics: Metrics, settings: Settings, row: Row) -> None:
    position = row.position
    lane, group = str(position.lane), f"harken-{settings.instance}-{row.role}"
    name = topic_name(settings, position.topic)
    metrics.lag_messages.labels(position.topic, lane).set(position.lag)
    metrics.alias_lag.labels(group, name, lane).set(position.lag)
    metrics.alias_offset.labels(group, name, lane).set(position.next)
    metrics.alias_end.labels(name, lane).set(position.end)
    metrics.alias_start.labels(name, lane).set(position.start)
    if row.lag_s is not None:
        metrics.lag_seconds.labels(position.topic, lane).set(row.lag_s)
        metrics.alias_seconds.labels(settings.instance, group, name, lane).set(row.lag_s)
    if row.rule is not None:
        for rule in Rule:
            metrics.status.labels(position.topic, lane, rule.value).set(rule is row.rule)
