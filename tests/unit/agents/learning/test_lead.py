"""Who has done better for good."""

from math import exp
from random import Random

from harken.learning.lead import Leads

WINDOW = 600


def judged(seed: int, blur: float, labels: int = WINDOW, window: int = WINDOW) -> list[str | None]:
    """A champion with blurred logits, a challenger that says the truth, and one that says nothing."""
    rng, leads = Random(seed), Leads()
    found = []
    for _ in range(labels):
        logit = rng.gauss(0, 1.5)
        truth = 1 / (1 + exp(-logit))
        said = {"logistic": 1 / (1 + exp(-logit - rng.gauss(0, blur))), "batch": truth, "bgnbd": 0.5}
        found.append(leads.judge("logistic", said, rng.random() < truth, window))
    return found


def test_who_is_clearly_better_wins_at_the_end_of_the_window_and_not_before() -> None:
    found = judged(1, blur=3.0)
    assert found[:-1] == [None] * (WINDOW - 1)
    assert found[-1] == "batch"


def test_who_is_better_by_a_hair_does_not() -> None:
    assert not any(judged(seed, blur=0.05)[-1] for seed in range(40))


def test_who_is_worse_never_does() -> None:
    leads = Leads()
    assert not any(leads.judge("logistic", {"logistic": 0.8, "bgnbd": 0.5}, True, 100) for _ in range(300))


def test_after_a_window_everybody_begins_anew() -> None:
    found = judged(2, blur=3.0, labels=3 * WINDOW)
    assert [n for n, winner in enumerate(found) if winner] == [WINDOW - 1, 2 * WINDOW - 1, 3 * WINDOW - 1]


def test_who_comes_within_a_window_waits_for_the_next() -> None:
    leads = Leads()
    said = [{"logistic": 0.5}] * 50 + [{"logistic": 0.5, "shadow": 0.99}] * 150
    assert [n for n, scores in enumerate(said) if leads.judge("logistic", scores, True, 100)] == [199]


def test_a_label_that_the_champion_has_no_score_for_counts_for_nobody() -> None:
    leads = Leads()
    assert leads.judge("logistic", {"batch": 0.9}, True, 1) is None
    assert leads == Leads()
