"""The prior of customers as they were, from what is known of the population now."""

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.features.numbers import Numbers
from harken.features.vector import matrix, rhythms_of
from harken.learning.config import LearnerConfig
from harken.learning.prior import priors_now
from harken.learning.reservoir import KEPT, REFIT_S, Reservoir
from harken.models.churn import initial_snapshot, score
from harken.models.rhythm import DEFAULT
from harken.shelf import RhythmParameters
from tests.columns import columns
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, label, pack, rhythm

HORIZON_D = 90.0
RARE = RhythmParameters(r=1.5, alpha_d=200.0, a=0.1, b=9.0)
#: Repeats, days from the first order to the last, days since the first.
CUSTOMERS = [(0, 0.0, 3.5), (0, 0.0, 300.25), (1, 10.75, 11.0), (7, 200.5, 201.0), (40, 120.25, 365.0)]


def rows() -> np.ndarray:
    """What the fold would store of these customers, without the prior's logit."""
    nothing = dict.fromkeys(Numbers._fields, 0.0)
    known = [
        nothing | {"days": x + 1.0, "span_d": t_x, "age_d": age, "silent_d": age - t_x, "orders": x + 1.0}
        for x, t_x, age in CUSTOMERS
    ]
    return matrix(columns([tuple(one.values()) for one in known]))


def stored(row: np.ndarray, prior_logit: float, n: int = 0, left: bool = False) -> ChurnExample:
    """A label of a customer with such features, and what the prior said then."""
    return replace(label(n, left=left), features=[*row.tolist(), prior_logit], prior_logit=prior_logit)


def test_a_stored_row_still_tells_the_rhythm() -> None:
    repeats, recency_d, age_d = rhythms_of(rows())
    assert repeats.tolist() == [x for x, _, _ in CUSTOMERS]
    assert recency_d == pytest.approx([t_x for _, t_x, _ in CUSTOMERS], abs=1e-9)
    assert age_d == pytest.approx([age for _, _, age in CUSTOMERS], abs=1e-9)


def test_it_is_what_scorers_would_say_with_these_parameters() -> None:
    found = rows()
    for parameters in (DEFAULT, RARE):
        snapshot = replace(initial_snapshot(), rhythm=parameters)
        repeats, recency_d, age_d = np.array(CUSTOMERS).T
        said = score(snapshot, found, repeats, recency_d, age_d, HORIZON_D).prior_logit
        examples = [stored(row, 9.0) for row in found]
        known = {examples[0].known_s: parameters}.__getitem__
        assert priors_now(examples, known) == pytest.approx(said.tolist(), abs=1e-9)


def test_a_row_that_no_customer_has_gives_a_number() -> None:
    for value in (-1e12, -1.0, 0.0, 1e12):
        example = replace(label(0), features=[value] * len(FEATURE_NAMES), at_s=label(0).known_s + 5.0)
        assert np.isfinite(priors_now([example], lambda _: RARE)).all()
    assert priors_now([], lambda _: RARE) == []


def test_a_label_is_judged_with_the_population_of_the_day_it_comes_on() -> None:
    #  score given: nothing known, DEFAULT   . . .  snapshots of customers who never come back  . . .  the label
    driver = LearnerDriver(LearnerConfig(("bgnbd",)))
    driver.learn([pack([replace(rhythm(n, customer=f"c-{n}"), repeats=0, recency_d=0.0) for n in range(80)])])
    fitted = driver.snapshot.rhythm
    row = rows()[1]
    then = priors_now([stored(row, 0.0)], lambda _: DEFAULT)[0]
    now = priors_now([stored(row, 0.0)], lambda _: fitted)[0]
    assert now > then + 0.3
    driver.learn([pack([stored(row, then, n, left=n % 2 == 0) for n in (300, 301)])])
    card = driver.churn_card().models["bgnbd"]
    assert card.rescored["all_time"]["brier"] == pytest.approx(brier(now), abs=1e-4)
    assert card.recalled["all_time"]["brier"] == pytest.approx(brier(then), abs=1e-4)
    #  What is learned are the features as they were stored.
    snapshot = driver.snapshot
    assert snapshot.means[snapshot.names.index("prior_logit")] == pytest.approx(then)


def test_how_packs_are_cut_into_turns_changes_nothing() -> None:
    #  rhythm packs move the prior, churn packs are judged with it: each in its place
    def packs() -> list:  # type: ignore[type-arg]
        return [
            pack([replace(rhythm(n * 20 + k, customer=f"c-{n}-{k}"), repeats=n, recency_d=n * 9.0) for k in range(60)])
            if n % 2 == 0
            else pack([label(n * 100 + k, customer=f"l-{n}-{k}") for k in range(9)])
            for n in range(6)
        ]

    one, many = LearnerDriver(), LearnerDriver()
    one.learn(packs())
    for each in packs():
        many.learn([each])
    assert one.card("churn") == many.card("churn")
    assert one.snapshot.rhythm == many.snapshot.rhythm != DEFAULT


def test_it_is_of_the_fit_that_held_when_the_label_came() -> None:
    #  day    0         6.5   7          label of day 6.5 comes after the fit of day 7: it is judged by that of day 0
    reservoir = Reservoir()
    for n in range(60):
        reservoir.learn_one(replace(rhythm(n, customer=f"c-{n}"), known_s=BEGIN_S))
    before = reservoir.parameters
    for n in range(60):
        reservoir.learn_one(replace(rhythm(n, customer=f"d-{n}"), repeats=0, known_s=BEGIN_S + 7 * DAY_S))
    after = reservoir.parameters
    assert reservoir.parameters_at(BEGIN_S + 7 * DAY_S) == after != before
    assert reservoir.parameters_at(BEGIN_S + 6.5 * DAY_S) == before
    assert reservoir.parameters_at(BEGIN_S - 1.0) == DEFAULT
    for n in range(2, 30):
        reservoir.learn_one(replace(rhythm(n, customer="e"), known_s=BEGIN_S + n * REFIT_S))
    assert len(msgspec.json.decode(reservoir.dump())["earlier"]) == KEPT
    other = Reservoir()
    other.load(reservoir.dump())
    assert other.parameters_at(BEGIN_S + 25.5 * REFIT_S) == reservoir.parameters_at(BEGIN_S + 25.5 * REFIT_S)


def brier(logit: float) -> float:
    """Of one who left and one who stayed."""
    p = 1 / (1 + np.exp(-logit))
    return float((p**2 + (1 - p) ** 2) / 2)
