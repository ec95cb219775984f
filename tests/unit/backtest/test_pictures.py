"""What the pictures show."""

from typing import Any

from matplotlib.figure import Figure

from harken.backtest.pictures import PICTURES

REASONS = next(plot for name, _, plot in PICTURES if name == "reasons.png")


def result(reasons: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {"alerts": {"reasons": reasons}}


def test_a_reason_is_as_long_as_it_was_the_strongest_in_all_kinds_together() -> None:
    axes = Figure().add_subplot()
    prior, rest = {"name": "prior", "strongest": 3, "given": 9}, {"name": "rest", "strongest": 1, "given": 9}
    assert REASONS(axes, result({"churn_risk": [prior, rest], "high_value_at_risk": [{**prior, "strongest": 2}]}))
    ends: dict[float, float] = {}
    for bar in axes.patches:
        x, y, width = bar.get_x(), bar.get_y(), bar.get_width()  # type: ignore[attr-defined]  # a bar is a rectangle
        ends[y] = max(ends.get(y, 0.0), x + width)
    assert [ends[y] for y in sorted(ends)] == [1, 5]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["rest", "prior"]


def test_where_no_reason_came_first_there_is_no_picture() -> None:
    assert not REASONS(Figure().add_subplot(), result({}))
    assert not REASONS(Figure().add_subplot(), result({"churn_risk": [{"name": "a", "strongest": 0, "given": 2}]}))
