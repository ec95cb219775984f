"""A report as tables: for a terminal and for its page. Where a backtest has the same one, it is that."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harken.backtest.tables import (
    Row,
    Table,
    churn_table,
    experiment_tables,
    outcome_tables,
    precision_table,
    reasons_table,
)
from harken.report.list_tables import list_tables
from harken.report.standing import NOWHERE

_TRANSITIONS: Final = ("raised", "escalated", "resolved")
_OUTCOMES: Final = ("delivered", "acted", "ignored", "converted")
_MONEY: Final = (
    "In the reporting currency; at risk is churn probability times remaining value, of who is at least in the medium "
    "band and not held out."
)
_STANDING: Final = {
    "segments": f"{_MONEY} Share of those lately seen; how far the centre moved in 30 days, in spreads.",
    "tiers": _MONEY,
    "stages": _MONEY,
}


def report_tables(result: Mapping[str, Any]) -> list[Table]:
    """All of them, in order; what there is nothing of has no table."""
    return list(_tables(result))


def _tables(result: Mapping[str, Any]) -> Iterator[Table]:
    churn, alerts, foreseen = result["churn"], result["alerts"], result["churn_alerts"]
    yield from experiment_tables(result["experiments"])
    if churn["labels"]:
        yield churn_table(churn)
    if alerts["by_kind"] or alerts["withheld"] or alerts["held_out"]:
        yield _alerts(alerts)
    if foreseen["raised"]:
        yield precision_table(foreseen, result["settings"]["churn_horizon_d"])
    if result.get("alert_outcomes"):
        yield from outcome_tables(result["alert_outcomes"])
    if alerts["receipts"]:
        yield _receipts(alerts["receipts"])
    if alerts["reasons"]:
        yield reasons_table(alerts["reasons"])
    yield from _standing(result["standing"])
    yield from list_tables(result.get("lists", {}))


def _alerts(alerts: Mapping[str, Any]) -> Table:
    kinds = sorted({kind for name in ("by_kind", "open", "withheld", "held_out") for kind in alerts[name]})
    rows: list[Row] = []
    for kind in kinds:
        said = alerts["by_kind"].get(kind, {})
        withheld = ", ".join(f"{why} {n:,}" for why, n in alerts["withheld"].get(kind, {}).items())
        counts = [*(said.get(name, 0) for name in _TRANSITIONS), alerts["open"].get(kind, 0)]
        rows.append((kind, *(f"{n:,}" for n in counts), f"{alerts['held_out'].get(kind, 0):,}", withheld or "-"))
    rate = alerts["raised_per_customer_and_year"]
    note = (
        f"Raised, escalated and resolved since {alerts['since'] or '-'}, as far back as the topic goes: "
        f"{'-' if rate is None else f'{rate:.3f}'} raised for each customer and year. Open and withheld: now. "
        "Held out: what would have been announced, as far back as the predictions go."
    )
    return Table("Alerts", ("", *_TRANSITIONS, "open", "held out", "withheld"), rows, note)


def _receipts(receipts: Mapping[str, Mapping[str, int]]) -> Table:
    rows = [(kind, *(f"{counts.get(name, 0):,}" for name in _OUTCOMES)) for kind, counts in receipts.items()]
    note = "Of each customer and kind the newest receipt, which is what harken keeps."
    return Table("What came of alerts, as their consumers tell", ("", *_OUTCOMES), rows, note)


def _standing(standing: Mapping[str, Any]) -> Iterator[Table]:
    """Who is where; a way in which nobody stands anywhere has no table."""
    for way, title in (("segments", "Segments"), ("tiers", "Value tiers"), ("stages", "Life cycle")):
        groups, centres = standing[way], standing["centres"] if way == "segments" else {}
        if groups.keys() <= {NOWHERE}:
            continue
        more = ("share lately", "moved") if centres else ()
        rows = [
            (
                name,
                f"{group['customers']:,}",
                f"{group['remaining']:,.0f}",
                f"{group['at_risk']:,.0f}",
                *_moved(centres.get(name), len(more)),
            )
            for name, group in groups.items()
        ]
        yield Table(title, ("", "customers", "remaining value", "at risk", *more), rows, _STANDING[way])


def _moved(centre: Mapping[str, float] | None, columns: int) -> Row:
    return ("-",) * columns if centre is None else (f"{centre['share']:.0%}", f"{centre['drift']:.2f}")
