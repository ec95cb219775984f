"""When customers are woken."""

from hypothesis import given
from hypothesis import strategies as st

from harken.fold.config import DAY_S, ActivityConfig
from harken.fold.schedule import next_look, next_snapshot

CONFIG = ActivityConfig(horizon_s=90 * DAY_S)


@given(st.text(min_size=1), st.floats(0, 4e9), st.floats(1, 1e8))
def test_the_next_snapshot_is_later_and_at_most_one_interval_away(
    customer: str, after_s: float, every_s: float
) -> None:
    due_s = next_snapshot(customer, after_s, every_s)
    assert after_s < due_s <= after_s + every_s * (1 + 1e-6) + 1e-3


def test_snapshots_of_different_customers_do_not_all_fall_together() -> None:
    times = {next_snapshot(f"customer-{n}", 0.0, 30 * DAY_S) // DAY_S for n in range(300)}
    assert len(times) == 30


def test_looks_grow_with_the_silence_and_stop() -> None:
    #   silent for           an hour   60 days   180 days   181 days
    #   looked at again in   3 days    10 days   30 days    never
    assert next_look(0.0, 3600.0, CONFIG) == 3 * DAY_S
    assert next_look(0.0, 60 * DAY_S, CONFIG) == 10 * DAY_S
    assert next_look(0.0, 180 * DAY_S, CONFIG) == 30 * DAY_S
    assert next_look(0.0, 181 * DAY_S, CONFIG) is None
