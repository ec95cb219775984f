"""A model's calibration curves for a person, or for a program that reads lines: a row a tenth of probability."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table

from harken.card import ChurnCard, Curve

WIDTH: Final = 40


def curves(card: ChurnCard, name: str) -> dict[str, Curve]:
    """By column, those that there are: re-scored, and of the champion first what was really said."""
    found = {"stored": card.calibration} if name == card.champion else {}
    found["re-scored"] = card.models[name].calibration
    return {column: curve for column, curve in found.items() if curve}


def curve_lines(card: ChurnCard, name: str) -> Iterator[str]:
    """A line a point."""
    for column, curve in curves(card, name).items():
        for point in curve:
            said, left, labels = (point[what] for what in ("said", "left", "labels"))
            yield f"  {column:<10} calibration           {labels:>8,.0f} labels: said {said:.3f}, left {left:.3f}"


def print_curves(console: Console, card: ChurnCard, name: str) -> None:
    """A table a column: a bar is the share that left, and the mark is where it should end."""
    for column, curve in curves(card, name).items():
        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in ("said", "left", "labels", ""):
            table.add_column(head, justify="right" if head else "left", no_wrap=True)
        for point in curve:
            said, left = point["said"], point["left"]
            table.add_row(f"{said:.3f}", f"{left:.3f}", f"{point['labels']:,.0f}", bar(left, said))
        console.print(f"\ncalibration, {column}: a bar is the share that left, and should end at the mark")
        console.print(table)


def bar(left: float, said: float) -> str:
    """The share that left (0 to 1) of a row of `WIDTH`, and a mark where what was said is."""
    filled, mark = round(left * WIDTH), min(int(said * WIDTH), WIDTH - 1)
    row = "#" * filled + " " * (WIDTH - filled)
    return (row[:mark] + "|" + row[mark + 1 :]).rstrip()
