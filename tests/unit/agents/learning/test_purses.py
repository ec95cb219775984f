"""Which customers spending and tiers are learned from, and when."""

from msgspec.structs import replace

from harken.learning.purses import FEWEST_CUSTOMERS, MOST_CUSTOMERS, REFIT_S, STALE_S, TIERS_S, Purses
from tests.unit.agents.learning.samples import BEGIN_S, value


def filled(count: int, known_s: float = BEGIN_S) -> Purses:
    purses = Purses()
    for n in range(count):
        purses.learn_one(
            replace(value(n, customer=f"c-{n}"), known_s=known_s, repeats=2, mean_minor=900.0 + n, stake_minor=float(n))
        )
    return purses


def test_too_few_customers_say_nothing_and_enough_say_both() -> None:
    purses = filled(FEWEST_CUSTOMERS - 1)
    assert (purses.spend, purses.limits) == (None, None)
    purses = filled(FEWEST_CUSTOMERS)
    assert purses.spend is not None
    assert purses.limits is not None


def test_who_never_came_back_counts_for_tiers_and_not_for_spending() -> None:
    purses = Purses()
    for n in range(FEWEST_CUSTOMERS):
        purses.learn_one(replace(value(n, customer=f"c-{n}"), repeats=0, mean_minor=0.0))
    assert purses.limits is not None
    assert purses.spend is None


def test_a_tenth_is_above_the_upper_limit_and_three_tenths_above_the_lower() -> None:
    #           begin              a day later
    #   stakes  0 ... 999          the limits are read off all of them
    purses = filled(1000)
    purses.learn_one(replace(value(0, customer="c-0"), known_s=BEGIN_S + TIERS_S, stake_minor=0.0))
    assert purses.limits is not None
    top_minor, upper_minor = purses.limits
    assert sum(n >= top_minor for n in range(1000)) == 100
    assert sum(n >= upper_minor for n in range(1000)) == 300


def test_spending_is_fitted_weekly_and_limits_are_read_daily() -> None:
    purses = filled(200)
    spend, limits = purses.spend, purses.limits
    rich = replace(value(1, customer="rich"), repeats=9, mean_minor=99_000.0, stake_minor=1e6)
    purses.learn_one(replace(rich, known_s=BEGIN_S + TIERS_S - 1))
    assert (purses.spend, purses.limits) == (spend, limits)
    purses.learn_one(replace(rich, known_s=BEGIN_S + TIERS_S))
    assert purses.spend == spend
    assert purses.limits != limits
    purses.learn_one(replace(rich, known_s=BEGIN_S + REFIT_S))
    assert purses.spend != spend


def test_levels_of_budgets_are_read_off_how_customers_rose_between_their_last_two_snapshots() -> None:
    #   begin: .1 of all        a month later: .2 ... .8        once more, the same example again
    purses = Purses()
    for day, rise in ((0, 0.0), (30, 1.0)):
        for n in range(300):
            known_s, churn = BEGIN_S + day * TIERS_S, 0.1 + rise * (0.1 + n / 500)
            one = replace(value(n, customer=f"c-{n}"), known_s=known_s, churn=churn)
            purses.learn_one(one)
    assert purses.levels is None  # of most there was one snapshot only when they were read last
    purses.learn_one(replace(value(0, customer="c-0"), known_s=BEGIN_S + 31 * TIERS_S, churn=0.2))
    found = purses.levels
    assert found is not None
    assert found[0] > 0.75
    assert list(found) == sorted(found, reverse=True)
    again = Purses()
    again.load(purses.dump())
    assert again.levels == found


def test_who_has_had_no_snapshot_for_a_year_is_forgotten() -> None:
    purses = filled(FEWEST_CUSTOMERS)
    for n in range(FEWEST_CUSTOMERS):
        purses.learn_one(replace(value(1, customer=f"new-{n}"), known_s=BEGIN_S + STALE_S + TIERS_S + n))
    assert len(purses) <= FEWEST_CUSTOMERS + 1


def test_it_stays_bounded_and_whom_it_keeps_does_not_depend_on_order() -> None:
    examples = [replace(value(n, customer=f"c-{n}"), known_s=0.0) for n in range(MOST_CUSTOMERS + 500)]
    one, other = Purses(), Purses()
    for example in examples:
        one.learn_one(example)
    for example in reversed(examples):
        other.learn_one(example)
    assert len(one) <= MOST_CUSTOMERS
    assert one._sample.customers == other._sample.customers


def test_impossible_numbers_are_passed_over() -> None:
    purses = Purses()
    for bad in (
        replace(value(1), repeats=-1),
        replace(value(1), mean_minor=1e300),
        replace(value(1), stake_minor=-0.5),
        replace(value(1), stake_minor=float("nan")),
    ):
        purses.learn_one(bad)
    assert purses.dump() == Purses().dump()
