"""Every model that learns from churn examples keeps to this; a new one in `MODELS` inherits it."""

from collections.abc import Callable, Iterator
from math import exp, isfinite, log
from random import Random
from typing import TypeVar

import numpy as np
import pytest
from scipy.stats import rankdata

from harken.features import FEATURE_NAMES
from harken.models.bgnbd import PRIOR_LOGIT, BgNbd
from harken.models.churn import model_snapshot, prior_weight, score, shares
from harken.models.forest import Forest
from harken.models.hidden import added
from harken.models.hoeffding_tree import HoeffdingTree
from harken.models.learners import MODELS
from harken.models.model import Model, Servable
from harken.models.nearest import KNearest
from harken.models.recency import LOG_RECENCY, Recency
from harken.shelf import ChurnSnapshot, RhythmParameters

#: The first decides most; the last is the prior's logit, as in real rows.
NAMES = (LOG_RECENCY, *(f"feature-{n}" for n in range(5)), PRIOR_LOGIT)
Features = dict[str, float]
M = TypeVar("M", bound=Model)
#: What looks at one feature only can know no more than it.
NARROW = (BgNbd, Recency)
#: The AUC that each must reach after 2,000 labels; a tree that splits only when it is sure has two leaves by then.
REACHES = {BgNbd: 0.65, Recency: 0.65, HoeffdingTree: 0.7}
#: Labels teach the prior nothing, each of the nearest has one vote, and River's forest draws the weights of its trees.
WEIGHS_NOTHING = (BgNbd, KNearest, Forest)
SERVABLE = [model for model in MODELS if isinstance(model(), Servable)]


@pytest.fixture(params=MODELS, ids=lambda model: model.name)
def make(request: pytest.FixtureRequest) -> Callable[[], Model]:
    """Makes a model that has learned nothing."""
    found: Callable[[], Model] = request.param
    return found


@pytest.fixture(params=SERVABLE, ids=lambda model: model.name)
def make_servable(request: pytest.FixtureRequest) -> Callable[[], Servable]:
    """Makes a model that scorers can use."""
    found: Callable[[], Servable] = request.param
    return found


def simulated(seed: int, n: int) -> Iterator[tuple[Features, bool]]:
    """Features on scales a thousand times apart; three decide, by a logistic law that the prior guesses at."""
    rng = Random(seed)
    for _ in range(n):
        x = [rng.gauss(0.0, 1.0) for _ in NAMES[:-1]]
        logit = 2.0 * x[0] - 1.5 * x[1] + 1.0 * x[2] - 0.5
        row = [value * 10.0 ** (k - 2) + k for k, value in enumerate(x)]
        left = rng.random() < 1 / (1 + exp(-logit))
        yield dict(zip(NAMES, [*row, logit / 2 + rng.gauss(0.0, 1.5)], strict=True)), left


def taught(make: Callable[[], M], n: int = 300, seed: int = 1) -> M:
    """A model that has learned `n` simulated labels."""
    model = make()
    for features, left in simulated(seed, n):
        model.learn_one(features, left)
    return model


def test_it_learns(make: Callable[[], Model]) -> None:
    model = taught(make, 2000)
    pairs = [(model.predict_one(features), left) for features, left in simulated(2, 1000)]
    scores, left = np.array([p for p, _ in pairs]), np.array([y for _, y in pairs])
    n_left = int(left.sum())
    auc = (rankdata(scores)[left].sum() - n_left * (n_left + 1) / 2) / (n_left * (len(left) - n_left))
    assert auc > REACHES.get(type(model), 0.8)
    assert model.labels == 2000


def test_it_has_a_name_of_its_own() -> None:
    assert len({model.name for model in MODELS}) == len(MODELS)
    assert all(model.name.isalpha() and model.name.islower() for model in MODELS)  # versions are split at a dash


def test_what_the_narrow_ones_look_at_is_there() -> None:
    assert LOG_RECENCY in FEATURE_NAMES
    assert FEATURE_NAMES[-1] == PRIOR_LOGIT


def test_asking_changes_nothing(make: Callable[[], Model]) -> None:
    model, silent = taught(make), taught(make)
    before = model.dump()
    for features in ({}, {"never-seen": 3.0}, {NAMES[0]: 1.0, "never-seen": 1e9}):
        model.predict_one(features)
        model.logit_one(features)
    if isinstance(model, Servable):
        model.coefficients()
    assert model.dump() == before
    for features, left in simulated(13, 50):
        model.learn_one(features, left)
        silent.learn_one(features, left)
        assert model.predict_one(features) == silent.predict_one(features)


def test_untaught_it_says_one_half(make: Callable[[], Model]) -> None:
    assert make().predict_one({NAMES[0]: 1e6}) == 0.5
    assert make().logit_one({NAMES[0]: 1e6}) == 0.0


def test_from_a_dump_it_continues_to_the_last_bit(make: Callable[[], Model]) -> None:
    model, other = taught(make, 700), taught(make, 10, seed=9)
    other.load(model.dump())  # whatever it had learned before
    assert other.dump() == model.dump()
    for features, left in simulated(3, 400):
        assert other.predict_one(features) == model.predict_one(features)
        model.learn_one(features, left)
        other.learn_one(features, left)
    assert other.dump() == model.dump()
    assert other.labels == model.labels == 1100


def weighed(make: Callable[[], Model], weight: float) -> Model:
    """A model that has learned 400 labels, then 300 of the same customers who all left, by a weight."""
    model = taught(make, 400)
    for features, _ in simulated(2, 300):
        model.learn_one(features, True, weight)
    return model


def test_a_label_that_counts_as_one_is_like_any_other(make: Callable[[], Model]) -> None:
    plain = taught(make, 400)
    for features, _ in simulated(2, 300):
        plain.learn_one(features, True)
    assert plain.dump() == weighed(make, 1.0).dump()


def test_a_label_that_counts_as_more_is_heard_more(make: Callable[[], Model]) -> None:
    once, often = weighed(make, 1.0), weighed(make, 5.0)
    if isinstance(once, WEIGHS_NOTHING):
        assert once.dump() == often.dump()
        return
    asked = [features for features, _ in simulated(3, 100)]
    assert sum(map(often.logit_one, asked)) > sum(map(once.logit_one, asked))
    assert often.labels == once.labels == 700


def test_from_a_dump_it_continues_to_the_last_bit_where_labels_had_weights(make: Callable[[], Model]) -> None:
    model, other = weighed(make, 3.5), make()
    other.load(model.dump())
    for features, left in simulated(4, 400):
        model.learn_one(features, left, 2.0)
        other.learn_one(features, left, 2.0)
    assert other.dump() == model.dump()


def test_a_model_that_knows_nothing_can_be_written_down_too(make: Callable[[], Model]) -> None:
    other = taught(make, 50)
    other.load(make().dump())
    assert other.dump() == make().dump()
    assert other.predict_one({NAMES[0]: 1.0}) == 0.5


def test_the_same_examples_make_the_same_model(make: Callable[[], Model]) -> None:
    one, other = taught(make), taught(make)
    assert one.dump() == other.dump()
    assert all(one.predict_one(features) == other.predict_one(features) for features, _ in simulated(14, 50))


#  A forest's log is as long as `Sample` lets it be, as the batch's is, and 9,000 labels take it a minute.
@pytest.mark.parametrize("make", [model for model in MODELS if model is not Forest])
def test_what_is_kept_of_it_has_an_end(make: Callable[[], Model]) -> None:
    #  The longest memory, the batch's sample, is full after 8,192 labels; a tree may have 64 leaves.
    sizes = []
    model = make()
    for n, (features, left) in enumerate(simulated(15, 9000)):
        model.learn_one(features, left)
        if n in (8500, 8999):
            sizes.append(sum(map(len, model.dump().values())))
    assert sizes[1] < 1.05 * sizes[0]
    assert sizes[1] < 500_000


def test_a_feature_that_was_never_seen_says_nothing_until_it_is_learned(make: Callable[[], Model]) -> None:
    model = taught(make)
    features, _ = next(simulated(4, 1))
    assert model.predict_one({**features, "new": 1e6}) == model.predict_one(features)
    if isinstance(model, NARROW):
        return
    rng = Random(5)
    for known, _ in simulated(6, 1200):
        new = rng.gauss(0, 1)
        model.learn_one({**known, "new": new}, new > 0)
    assert model.predict_one({**features, "new": 2.0}) > model.predict_one({**features, "new": -2.0})


def test_without_a_feature_that_vanished_it_goes_on(make: Callable[[], Model]) -> None:
    model = taught(make, 600)
    for features, left in simulated(7, 300):
        without = {name: x for name, x in features.items() if name != NAMES[1]}
        assert isfinite(model.logit_one(without))
        model.learn_one(without, left)
    assert isfinite(model.logit_one(features))


def test_a_feature_that_vanished_counts_as_usual(make_servable: Callable[[], Servable]) -> None:
    model = taught(make_servable)
    features, _ = next(simulated(7, 1))
    means = model.coefficients().means
    for name in NAMES[:-1]:
        usual = {**features, name: means.get(name, 7.0)}
        without = {other: x for other, x in features.items() if other != name}
        assert model.logit_one(without) == pytest.approx(model.logit_one(usual), abs=1e-12)


@pytest.mark.parametrize("value", [0.0, 1e12, -1e12, 1e-300])
def test_no_value_makes_it_say_nothing(make: Callable[[], Model], value: float) -> None:
    model = taught(make)
    for features, left in simulated(8, 250):
        model.learn_one({**features, NAMES[1]: value, "constant": value}, left)
    again = make()
    again.load(model.dump())
    for asked, _ in simulated(9, 20):
        assert 0.0 <= model.predict_one({**asked, "constant": value}) <= 1.0
        assert isfinite(again.logit_one({**asked, NAMES[0]: value}))


def test_what_is_read_out_is_what_it_says(make_servable: Callable[[], Servable]) -> None:
    model = taught(make_servable, 600)
    model.learn_one({**next(simulated(8, 1))[0], "constant": 4.0}, True)
    read = model.coefficients()
    for features, _ in simulated(10, 100):
        asked = {**features, "constant": 4.0}
        off = {name: (asked[name] - read.means[name]) / read.scales[name] for name in read.weights}
        logit = read.intercept + sum(read.weights[name] * off[name] for name in off)
        if read.units:
            logit += added(np.array([*off.values()]), tuple(off), np.array(read.units))
        assert model.logit_one(asked) == pytest.approx(logit, abs=1e-12)
        assert model.predict_one(asked) == pytest.approx(1 / (1 + exp(-logit)), abs=1e-12)


def snapshot_of(model: Servable, labels: int) -> ChurnSnapshot:
    """As the learner publishes it."""
    rhythm = RhythmParameters(0.8, 45.0, 0.7, 3.0)
    return model_snapshot(model.coefficients(), NAMES, version="v", step_s=0.0, labels=labels, rhythm=rhythm)


def test_the_scorers_batch_says_what_the_model_says(make_servable: Callable[[], Servable]) -> None:
    model, labels = taught(make_servable), 10**15  # so many labels that nothing is left of the prior
    rows = np.array([[features[name] for name in NAMES[:-1]] for features, _ in simulated(11, 50)])
    repeats = np.arange(50.0) % 7
    scored = score(snapshot_of(model, labels), rows, repeats, repeats * 9, repeats * 9 + 30, 90.0)
    for row, probability in zip(scored.rows, scored.probability, strict=True):
        assert probability == pytest.approx(model.predict_one(dict(zip(NAMES, row.tolist(), strict=True))), abs=1e-9)


@pytest.mark.parametrize("labels", [1, 1000, 100_000])
def test_shares_add_up_to_the_blend(make_servable: Callable[[], Servable], labels: int) -> None:
    snapshot = snapshot_of(taught(make_servable), labels)
    rows = np.array([[features[name] for name in NAMES[:-1]] for features, _ in simulated(12, 20)])
    rows[0] *= 1e6  # far beyond the bound of logits
    repeats = np.arange(20.0) % 5
    scored = score(snapshot, rows, repeats, repeats * 9, repeats * 9 + 30, 90.0)
    for n in range(20):
        found = shares(snapshot, scored.rows[n].tolist(), float(scored.prior_logit[n]))
        assert sum(share for _, share in found) == pytest.approx(scored.logit[n], abs=1e-9)
        p = float(scored.probability[n])
        assert log(p / (1 - p)) == pytest.approx(scored.logit[n], abs=1e-6)
        assert dict(found)["prior"] == pytest.approx(prior_weight(labels) * scored.prior_logit[n])
