"""What a report says of served lists, as tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from harken.backtest.tables import Row, Table

_HEAD = ("", "shown", "clicked", "ordered", "click-through", "conversion")


def list_tables(lists: Mapping[str, Any]) -> Iterator[Table]:
    """By place, by source, and what may be called an effect; nothing where no list was served."""
    if not lists:
        return
    rows = [_rates(str(n + 1), one) for n, one in enumerate(lists["by_place"])]
    yield Table("Served lists, by place", _HEAD, rows, _note(lists))
    rows = [_rates(name, one) for name, one in lists["by_source"].items()]
    note = "What a source's items are taken for is also their place: this is no comparison of sources."
    yield Table("Served lists, by source", _HEAD, rows, note)
    if lists["ranking"]["other"]["shown"]:
        yield _effects(lists)


def _note(lists: Mapping[str, Any]) -> str:
    unknown = lists["of_unknown_lists"]
    return (
        f"{lists['shown']:,} lists of {lists['published']:,} that were published, as far back as the topic goes: where "
        "impressions say which ones were on a screen, these, else all. "
        + (f"{unknown:,} takings are of lists that it does not hold any more." if unknown else "")
    ).strip()


def _rates(name: str, one: Mapping[str, Any]) -> Row:
    counts = [f"{one[deed]:,}" for deed in ("shown", "click", "order")]
    return (name, *counts, f"{one['click_rate']:.4f}", f"{one['order_rate']:.4f}")


def _effects(lists: Mapping[str, Any]) -> Table:
    pairs = {"ranked there, less drawn by chance": lists["ranking"]}
    pairs |= {f"drawn from {name}, less from others": one for name, one in lists["explored_sources"].items()}
    rows: list[Row] = []
    for name, one in pairs.items():
        counts = [f"{one[kind]['shown']:,}" for kind in ("one", "other")]
        rows.append((name, *counts, _interval(one["click"]), _interval(one["order"])))
    note = (
        "Randomised places only: whether a place of these lists has what was ranked there, and else which item, chance "
        f"decided. Intervals hold at all looks together with {100 * (1 - lists['ever_wrong']):g} %; they take places "
        "for independent of one another."
    )
    head = ("", "places", "of the other", "click-through", "conversion")
    return Table("What ranking and sources do", head, rows, note)


def _interval(effect: Mapping[str, float] | None) -> str:
    return "-" if effect is None else "{difference:+.4f} ({low:+.4f} to {high:+.4f})".format(**effect)
