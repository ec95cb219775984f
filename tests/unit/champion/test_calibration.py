"""Calibration curves for a person and for a program."""

from msgspec import json
from msgspec.structs import replace
from rich.console import Console

from harken.card import ModelCard, read_card
from harken.champion.calibration import WIDTH, bar, curve_lines, curves, print_curves
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, pack, rhythm


def taught() -> LearnerDriver:
    driver = LearnerDriver()
    driver.learn([pack([label(n) for n in range(300)])])
    return driver


def test_the_champion_has_what_was_said_and_re_scored_and_others_the_latter_alone() -> None:
    card = taught().churn_card()
    assert list(curves(card, "kalman")) == ["stored", "re-scored"]
    assert list(curves(card, "batch")) == ["re-scored"]
    assert curves(card, "kalman")["stored"] == card.calibration
    assert all(sum(point["labels"] for point in curve) == 300 for curve in curves(card, "kalman").values())


def test_lines_and_drawing_have_the_same_numbers() -> None:
    card = taught().churn_card()
    console = Console(record=True, force_terminal=True, width=100)
    print_curves(console, card, "kalman")
    drawn = [line.split()[:3] for line in console.export_text().splitlines() if line[:2] in ("0.", "1.")]
    told = [line.split() for line in curve_lines(card, "kalman")]
    assert drawn
    assert drawn == [[words[5].rstrip(","), words[7], words[2]] for words in told]


def test_a_bar_is_as_long_as_the_share_that_left_and_the_mark_is_at_what_was_said() -> None:
    assert bar(0.5, 0.75) == "#" * (WIDTH // 2) + " " * (WIDTH // 4) + "|"
    assert bar(1.0, 0.0) == "|" + "#" * (WIDTH - 1)
    assert bar(0.0, 1.0) == " " * (WIDTH - 1) + "|"


def test_a_card_that_an_older_release_wrote_is_read_and_has_no_curve() -> None:
    fields = {name: value.decode() for name, value in taught().hashes["harken:model:churn"].items()}
    del fields["calibration"]
    models = json.decode(fields["models"], type=dict[str, ModelCard])
    fields["models"] = json.encode({name: replace(one, calibration=()) for name, one in models.items()}).decode()
    assert "calibration" not in fields["models"]
    card = read_card(fields)
    assert card.labels == 300
    assert list(curve_lines(card, "kalman")) == []


def test_before_the_first_label_no_card_has_a_curve() -> None:
    driver = LearnerDriver()
    driver.learn([pack([rhythm(0)])])
    fields = driver.hashes["harken:model:churn"]
    assert "calibration" not in fields
    assert b"calibration" not in fields["models"]
