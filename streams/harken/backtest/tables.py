"""The result as tables: the terminal and the page show the same ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

Row = Sequence[str]

_FIGURES: Final = ("labels", "base_rate", "auc", "log_loss", "ece")
_OUTCOME_COUNTS: Final = ("raised", "pending", "left_out", "judged")
_PARTS: Final = ("all_time", "after_5000", "silent_up_to_horizon", "silent_longer")


class Table(NamedTuple):
    """One table; `note` says what its figures mean."""

    title: str
    head: Row
    rows: Sequence[Row]
    note: str = ""


def tables(result: Mapping[str, Any]) -> list[Table]:
    """All of them, in order; what was not seen has no table."""
    found = [_what(result)]
    if result["churn"]["labels"]:
        found.append(churn_table(result["churn"]))
    if result["alerts"]["by_kind"]:
        found.append(alerts_table(result["alerts"]))
    if result["churn_alerts"]["raised"]:
        found.append(precision_table(result["churn_alerts"], result["settings"]["churn_horizon_d"]))
    if result.get("alert_outcomes"):
        found += outcome_tables(result["alert_outcomes"])
    if result["alerts"]["reasons"]:
        found.append(reasons_table(result["alerts"]["reasons"]))
    if result.get("experiments"):
        found += experiment_tables(result["experiments"])
    if result["recommendations"]["judged"]:
        found.append(_recommendations(result["recommendations"]))
    return found


def _what(result: Mapping[str, Any]) -> Table:
    events = result["events"]
    rows = [
        *(("events of " + topic, _count(n)) for topic, n in events["read"].items()),
        *(("lines refused: " + reason, _count(n)) for reason, n in events["lines_refused"].items()),
        *((f"events refused: {one['reason']} ({one['topic']})", _count(one["count"])) for one in result["refused"]),
        *(
            (f"events {what}: {name}", _count(result["fold"][name]))
            for name, what in (("duplicates", "known already"), ("late", "late"))
            if name in result["fold"]
        ),
        ("lines", _count(events["lines"])),
        ("customers", _count(result["customers"])),
        ("churn labels", _count(result["churn"]["labels"])),
    ]
    return Table("What was read", ("", ""), rows)


def churn_table(churn: Mapping[str, Any]) -> Table:
    """Both columns of figures, never mixed; and alone of the held-out, and of whose scores somebody had set by hand.
    """
    rows = [
        (f"{column}, {part.replace('_', ' ')}", *(_figure(churn[column][part].get(name)) for name in _FIGURES))
        for column in ("stored", "rescored")
        for part in _PARTS
        if churn[column][part].get("labels")
    ]
    if "held_out" in churn:
        rows.append(("stored, held out", *(_figure(churn["held_out"].get(name)) for name in _FIGURES)))
    for who, told in (("people", "set by hand"), ("model", "stored, of the same customers")):
        if "overrides" in churn:
            rows.append((told, *(_figure(churn["overrides"][who].get(name)) for name in _FIGURES)))
    note = (
        "Stored scores are those given at the time, the honest figure; re-scored ones are of the model as it was when "
        "the label came, on the features as they were. Silent up to the horizon or longer: two populations."
    )
    return Table("Churn", ("", *(name.replace("_", " ") for name in _FIGURES)), rows, note)


def alerts_table(alerts: Mapping[str, Any]) -> Table:
    """By kind and transition."""
    transitions = ("raised", "escalated", "resolved")
    rows = [
        (kind, *(_count(counts.get(name, 0)) for name in transitions)) for kind, counts in alerts["by_kind"].items()
    ]
    note = (
        f"{_figure(alerts['raised_per_customer_and_year'])} raised for each customer and year "
        f"({alerts['customer_years']:,.0f} years of customers)."
    )
    return Table("Alerts", ("", *transitions), rows, note)


def precision_table(found: Mapping[str, Any], horizon_d: float) -> Table:
    """Whether the churn alerts were right, and how early."""
    rows = [
        ("raised", _count(found["raised"])),
        ("... of which the data end too early", _count(found["unresolved"])),
        (f"... of the others, no order in the {horizon_d:g} days after", _count(found["right"])),
        ("precision", _figure(found["precision"])),
        ("base rate (labels that left)", _figure(found["base_rate"])),
        ("precision / base rate", _figure(found["lift"])),
        (_alone(found["recency_alone_d"]), _figure(found["recency_alone"])),
        (f"departures (no order for {horizon_d:g} days, or a goodbye)", _count(found["departures"])),
        ("... alerted before", _count(found["foreseen"])),
        ("recall", _figure(found["recall"])),
        ("median lead, days", "-" if found["lead_d"] is None else f"{found['lead_d']:.1f}"),
        ("silences that the data end too early for", _count(found["departures_unresolved"])),
    ]
    note = (
        "What customers did after each alert, by their orders alone. Recency alone: as many alerts, of whoever has "
        "been silent for longest, each at the first snapshot that sees it."
    )
    return Table("Churn alerts", ("", ""), rows, note)


def _alone(silent_d: float | None) -> str:
    return "precision of recency alone" + ("" if silent_d is None else f" (silent for {silent_d:g} days)")


def outcome_tables(kinds: Mapping[str, Mapping[str, float]]) -> list[Table]:
    """What came of alerts, by kind, as the learner counts it live: how many were judged, and how right they were."""
    counts = [(kind, *(f"{figures[name]:,.0f}" for name in _OUTCOME_COUNTS)) for kind, figures in kinds.items()]
    rows = [
        (
            kind,
            *(_figure(figures.get(name)) for name in ("precision", "base_rate", "recency_alone")),
            f"{figures['recency_alone_d']:g} d" if "recency_alone_d" in figures else "-",
            _figure(figures.get("recall")),
            f"{figures['lead_d']:.1f} d" if "lead_d" in figures else "-",
        )
        for kind, figures in kinds.items()
        if figures["judged"]
    ]
    left_out = "Judged a horizon after each was announced. Left out: the customer was removed before."
    note = (
        "Precise is what no activity followed, or a goodbye. Recall is of all departures, lead (median days) until "
        "everybody could see it; recency alone spoke as often of who was silent for longest, from so many days on. "
        "`churn` is both kinds of that family together."
    )
    found = [
        Table(
            "What came of alerts that say somebody may leave",
            ("", *(name.replace("_", " ") for name in _OUTCOME_COUNTS)),
            counts,
            left_out,
        )
    ]
    head = ("", "precision", "base rate", "recency alone", "from", "recall", "lead")
    return [*found, Table("How right they were", head, rows, note)] if rows else found


def reasons_table(reasons: Mapping[str, list[Mapping[str, Any]]]) -> Table:
    """By kind, those given most often, the strongest first."""
    rows = [
        (kind, one["name"], f"{one['strongest']:,}", f"{one['given']:,}")
        for kind, some in reasons.items()
        for one in some
    ]
    return Table("Reasons most often given", ("", "reason", "as the strongest", "in all"), rows)


def experiment_tables(experiments: Sequence[Mapping[str, Any]]) -> list[Table]:
    """One an experiment: its arms, and what acting did, or how many are missing to say it."""
    return [_experiment(one) for one in experiments]


def _experiment(found: Mapping[str, Any]) -> Table:
    arms = [found["treated"], found["held_out"]]
    lines = (
        ("customers with a first alert, said or not", "begun"),
        ("... of which the horizon is not over", "waiting"),
        ("... judged", "judged"),
        ("... of these stayed", "stayed"),
    )
    rows: list[Row] = [(about, *(_count(arm[name]) for arm in arms), "") for about, name in lines]
    effect = found["effect"]
    difference = "-" if effect is None else "{difference:+.3f} ({low:+.3f} to {high:+.3f})".format(**effect)
    rows.append(("share that stayed", *(_figure(arm["share_stayed"]) for arm in arms), difference))
    return Table(
        f"Does acting help? {found['family']}, experiment {found['experiment']}",
        ("", "treated", "held out", "difference"),
        rows,
        _verdict(found),
    )


def _verdict(found: Mapping[str, Any]) -> str:
    effect = found["effect"]
    if effect is None:
        missing = " and ".join(
            f"{found[group]['missing']} more {name} must be judged"
            for group, name in (("treated", "of the treated"), ("held_out", "of the held-out"))
            if found[group]["missing"]
        )
        return f"Not enough data yet: {missing}."
    sure = f"the interval holds at all looks together with {100 * (1 - found['ever_wrong']):g} %"
    if effect["low"] > 0:
        return f"Acting keeps customers; {sure}."
    if effect["high"] < 0:
        return f"Acting drives customers away; {sure}."
    return f"No effect can be told from none yet; {sure}."


def _recommendations(found: Mapping[str, Any]) -> Table:
    rows = [("HR@10, next new item", _figure(found["hit_rate_at_10"])), ("judged", _count(found["judged"]))]
    note = (
        f"One new item in {found['sample']}, judged by the list that was shown before it; what the list was made of "
        "is up to a step old."
    )
    return Table("Recommendations", ("", ""), rows, note)


def _count(n: int) -> str:
    return f"{n:,}"


def _figure(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def markdown(found: Sequence[Table]) -> Iterator[str]:
    """The tables as lines of a page."""
    for table in found:
        yield from (f"## {table.title}", "", f"| {' | '.join(table.head)} |")
        yield f"|---{'|---:' * (len(table.head) - 1)}|"
        yield from (f"| {' | '.join(row)} |" for row in table.rows)
        yield ""
        if table.note:
            yield from (table.note, "")
