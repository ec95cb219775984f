"""Which customers the population's rhythm is fitted to, and when."""

from msgspec.structs import replace

from harken.learning.reservoir import FEWEST_CUSTOMERS, MOST_CUSTOMERS, REFIT_S, Reservoir
from harken.models.rhythm import DEFAULT
from tests.unit.agents.learning.samples import BEGIN_S, rhythm


def test_too_few_customers_say_nothing_and_enough_are_fitted_weekly() -> None:
    reservoir = Reservoir()
    for n in range(FEWEST_CUSTOMERS - 1):
        reservoir.learn_one(replace(rhythm(n, customer=f"c-{n}"), known_s=BEGIN_S))
    assert reservoir.parameters == DEFAULT
    reservoir.learn_one(replace(rhythm(3, customer="one more"), known_s=BEGIN_S))
    fitted = reservoir.parameters
    assert fitted != DEFAULT
    reservoir.learn_one(replace(rhythm(9, customer="c-1"), known_s=BEGIN_S + REFIT_S - 1))
    assert reservoir.parameters == fitted
    reservoir.learn_one(replace(rhythm(9, customer="c-2"), known_s=BEGIN_S + REFIT_S))
    assert reservoir.parameters != fitted


def test_it_stays_bounded_and_whom_it_keeps_does_not_depend_on_order() -> None:
    examples = [replace(rhythm(n % 50, customer=f"c-{n}"), known_s=0.0) for n in range(MOST_CUSTOMERS + 500)]
    one, other = Reservoir(), Reservoir()
    for example in examples:
        one.learn_one(example)
    for example in reversed(examples):
        other.learn_one(example)
    kept = one._sample.customers
    assert len(kept) <= MOST_CUSTOMERS
    assert kept == other._sample.customers


def test_impossible_numbers_are_passed_over() -> None:
    reservoir = Reservoir()
    for bad in (
        replace(rhythm(1), repeats=-1),
        replace(rhythm(1), age_d=1e300),
        replace(rhythm(1), recency_d=-0.5),
    ):
        reservoir.learn_one(bad)
    assert reservoir.dump() == Reservoir().dump()
