"""The models' card for a person, or for a program that reads lines."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from harken.card import ChurnCard, Figures

COLUMNS: Final = ("auc", "log_loss", "ece", "precision_at_10", "lift_at_10")
NONE: Final = "-"
#: As in `harken.models.shadow`, which knows River.
SHADOW: Final = "shadow"
#: As in `harken.learning.shift`, likewise.
MOVED: Final = 0.1
CHANGED: Final = 0.25


def lines(card: ChurnCard, part: str) -> Iterator[str]:
    """A line a model, its parts separated by tabs: name, role, labels, then recalled and re-scored AUC and log loss."""
    for name, model in card.models.items():
        pairs = [_figure(column, part, what) for column in _columns(card, name) for what in ("auc", "log_loss")]
        yield "\t".join((name, role(card, name), str(model.labels), *pairs))


def print_table(console: Console, card: ChurnCard, part: str) -> None:
    """All models beside each other, then which version scores."""
    table = Table(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    for name in ("model", "", "labels", "at the time: AUC", "log loss", "re-scored: AUC", "log loss", "can score"):
        table.add_column(name, justify="left" if name in ("model", "", "can score") else "right", no_wrap=True)
    for name, model in card.models.items():
        figures = [_figure(column, part, what) for column in _columns(card, name) for what in ("auc", "log_loss")]
        can = "no" if model.hindrance else "yes"
        table.add_row(name, role(card, name), f"{model.labels:,}", *figures, can)
    console.print(table)
    pinned = " (pinned: `harken models promote` lets it learn on)" if card.pinned else ""
    console.print(f"{card.version} scores{pinned}; {card.pending:,} labels pending, {card.delay_d:g} days each; {part}")


def describe(card: ChurnCard, name: str) -> Iterator[str]:
    """One model, every figure; of the champion also what was said, and what was done to the pointer."""
    model = card.models[name]
    yield f"{name}: {role(card, name) or 'challenger'}, {model.labels:,} labels learned"
    if name == SHADOW and card.shadow_s:
        yield f"  opened {_when(card.shadow_s)}, when the champion did worse than it had"
    if model.hindrance:
        yield f"  cannot be the champion: {model.hindrance}"
    columns = {"recalled": model.recalled, "re-scored": model.rescored}
    if name == card.champion:
        columns = {"stored": card.metrics["stored"], **columns}
    for column, figures in columns.items():
        for part, numbers in figures.items():
            if numbers.get("auc") is not None:
                told = ", ".join(f"{what} {numbers[what]:.3f}" for what in COLUMNS)
                yield f"  {column:<10} {part:<21} {numbers['labels']:>8,.0f} labels: {told}"
    if name == card.champion:
        yield from overridden(card.overrides)
        yield f"  scores as  {card.version}{' (pinned)' if card.pinned else ''}"
        yield f"  kept       {', '.join(card.kept) or 'none'}"
        for change in card.changes:
            yield f"  {change.deed:<10} {_when(change.at_s)}: {change.before} -> {change.after}"
        for refusal in card.refused:
            yield f"  refused    {refusal.why}"


def overridden(figures: Figures) -> Iterator[str]:
    """How people did who set a score by hand, and the model at the same time; nothing where nobody has."""
    if figures:
        people, model = figures["people"], figures["model"]
        told = "; ".join(
            f"{name.replace('_', ' ')} {people[name]:.3f} by people, {model[name]:.3f} by the model"
            for name in ("log_loss", "brier", "auc")
            if name in people
        )
        yield f"  overrides  {people['labels']:,.0f} labels: {told}"


def came_of(kinds: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """What came of alerts that say somebody may leave (`harken.learning.outcomes`), a line a kind that was judged."""
    for kind, told in kinds.items():
        if told.get("judged"):
            beside = ", ".join(
                f"{name.replace('_', ' ')} {told[name]:.3f}" for name in ("base_rate", "recency_alone") if name in told
            )
            recall = f"; recall {told['recall']:.3f}" if "recall" in told else ""
            lead = f", lead {told['lead_d']:.1f} days" if "lead_d" in told else ""
            yield (
                f"  alerts     {kind}: {told['judged']:,.0f} judged, {told['pending']:,.0f} pending, "
                f"precision {told['precision']:.3f} ({beside}){recall}{lead}"
            )


def moved(shifts: Mapping[str, float]) -> Iterator[str]:
    """Which features, and whether the score, are not as with the first customers (`harken.learning.shift`)."""
    if not shifts:
        return
    yield f"  scores     {_shift(shifts['score'])}" if "score" in shifts else "  scores     not known yet"
    features = {name: index for name, index in shifts.items() if name != "score"}
    far = sorted((name for name, index in features.items() if index >= MOVED), key=lambda name: -features[name])
    told = ", ".join(f"{name} {_shift(features[name])}" for name in far)
    steady = len(features) - len(far)
    yield f"  customers  {told}{'; ' if told else ''}{steady} of {len(features)} features steady"


def _shift(index: float) -> str:
    word = "changed" if index >= CHANGED else "moved" if index >= MOVED else "steady"
    return f"{word} {index:.2f}"


def role(card: ChurnCard, name: str) -> str:
    """Champion, or nothing."""
    return "champion" if name == card.champion else ""


def _columns(card: ChurnCard, name: str) -> tuple[Figures, Figures]:
    """At the time, and re-scored."""
    model = card.models[name]
    return model.recalled, model.rescored


def _figure(column: Figures, part: str, what: str) -> str:
    value = column.get(part, {}).get(what)
    return NONE if value is None else f"{value:.3f}"


def _when(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(sep=" ", timespec="seconds")[:19]
