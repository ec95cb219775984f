"""The demo's one screen, and its plain lines where there is none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from harken.alert import Alert
from harken.alert_line import alert_line, why
from harken.demo.view import AtRisk, View

TITLE: Final = "harken demo: a simulated shop; Ctrl-C ends it"
RISKIEST_TITLE: Final = "riskiest customers (probability x remaining value)"
#: What is on the screen besides alerts and customers: the head, borders, a table's head, the cursor's line.
FRAME_LINES: Final = 12


def render(view: View, height: int) -> RenderableType:
    """The whole screen, in at most so many lines of a terminal that is wide enough (about 130 columns)."""
    rows = max(1, (height - FRAME_LINES) // 2)
    return Group(
        Panel(Text("\n").join(map(Text, head(view))), title=TITLE, box=box.ROUNDED, padding=(0, 1)),
        Panel(_alerts(view.alerts[:rows]), title="newest alerts", box=box.ROUNDED, padding=(0, 1)),
        Panel(_riskiest(view.riskiest[:rows]), title=RISKIEST_TITLE, box=box.ROUNDED, padding=(0, 1)),
    )


def head(view: View) -> list[str]:
    """How fast, how far behind, how good, how true."""
    model = view.model
    return [
        f"{day(view.day_s)}   {view.applied_a_second:,.0f} events/s   lag {view.lag:,}   "
        f"{view.applied:,} events applied in {view.took_s:.0f} s",
        f"churn model {model.version}: {model.labels:,} examples learned, progressive AUC "
        f"{figure(model.stored_auc)} as scored, {figure(model.rescored_auc)} re-scored; "
        f"log loss {figure(model.stored_log_loss)}",
        f"alerts: {counts(view)}",
        truth(view),
    ]


def counts(view: View) -> str:
    """How many alerts of each kind and transition."""
    return ", ".join(f"{name} {count:,}" for name, count in sorted(view.counts.items())) or "none yet"


def truth(view: View) -> str:
    """What the simulator knows and harken does not."""
    said = view.truth
    return (
        f"churn alerts for {said.alerted:,} customers, {said.alerted_left:,} of them have really left"
        f"{share(said.alerted_left, said.alerted)}; of all {said.joined:,} customers {said.left:,} have"
        f"{share(said.left, said.joined)}"
    )


def status_line(view: View) -> str:
    """Everything but alerts in one plain line."""
    return f"[{view.took_s:5.1f} s] " + "; ".join(line.strip() for line in head(view))


def plain_alert(view_s: float, alert: Alert) -> str:
    """One alert as a plain line."""
    return f"[{view_s:5.1f} s] ALERT {alert_line(alert)}"


def day(at_s: float | None) -> str:
    """A day of the shop's time."""
    return "opening" if at_s is None else datetime.fromtimestamp(at_s, UTC).date().isoformat()


def figure(value: float | None) -> str:
    """A figure between 0 and 1, or that there is none yet."""
    return "-" if value is None else f"{value:.3f}"


def share(part: int, whole: int) -> str:
    """A percentage in brackets, where there is a whole."""
    return f" ({part / whole:.0%})" if whole else ""


def _alerts(alerts: Sequence[Alert]) -> RenderableType:
    if not alerts:
        return Text("none yet", style="dim")
    table = Table(box=None, pad_edge=False, expand=True, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for alert in alerts:
        data = alert.data
        style = "bold red" if data.severity == "critical" else "yellow"
        what = Text(f"{data.kind} {data.transition}", style=style)
        table.add_row(alert.time[:10], what, alert.subject, f"{data.score:.2f}", Text(why(alert)))
    return table


def _riskiest(riskiest: Sequence[AtRisk]) -> RenderableType:
    if not riskiest:
        return Text("none yet", style="dim")
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("customer", no_wrap=True)
    table.add_column("leaves", no_wrap=True, justify="right")
    table.add_column("to come", no_wrap=True, justify="right")
    table.add_column("truth", no_wrap=True)
    table.add_column("because", no_wrap=True, overflow="ellipsis", ratio=1)
    for one in riskiest:
        fate = Text("left", style="red") if one.left else Text("stayed", style="green")
        table.add_row(one.customer_id, f"{one.probability:.0%}", f"{one.remaining:,.0f}", fate, Text(one.why))
    return table
