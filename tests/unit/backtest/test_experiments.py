"""Trials counted, by hand."""

from harken.activity import ActivityConfig
from harken.alert import Group
from harken.backtest.experiments import Experiments
from harken.backtest.tables import experiment_tables
from harken.customer import Trial
from harken.fold.config import DAY_S
from harken.metrics.effect import LEAST

HORIZON_D = 10
CONFIG = ActivityConfig(horizon_s=HORIZON_D * DAY_S, retention_s=400 * DAY_S)
NOW_D = 1000


def trial(day: float, group: Group, *, stayed: bool = False, bye: bool = False, experiment: str = "1:0.1") -> Trial:
    return Trial(experiment, group, day * DAY_S, (day + HORIZON_D) * DAY_S, stayed, bye)


def counted(*trials: Trial) -> Experiments:
    experiments = Experiments(CONFIG)
    for one in trials:
        experiments.take({"churn_risk": one}, NOW_D * DAY_S)
    return experiments


def test_who_ordered_within_the_horizon_has_stayed_unless_they_said_goodbye() -> None:
    #  day    900          910            990   995       1000: now
    #         o o o o      all judged      judged: 990     995 waits
    (found,) = counted(
        trial(900, "treated", stayed=True), trial(900, "treated"), trial(900, "treated", stayed=True, bye=True),
        trial(990, "held_out", stayed=True), trial(995, "held_out", stayed=True),
    ).figures()  # fmt: skip
    treated, held_out = found["treated"], found["held_out"]
    assert (treated["begun"], treated["judged"], treated["stayed"]) == (3, 3, 1)
    assert (held_out["begun"], held_out["waiting"], held_out["judged"], held_out["stayed"]) == (2, 1, 1, 1)
    assert found["effect"] is None
    assert (treated["missing"], held_out["missing"]) == (LEAST - 3, LEAST - 1)


def test_trials_older_than_half_the_retention_are_left_out_since_some_are_missing() -> None:
    (found,) = counted(trial(799, "treated", stayed=True), trial(801, "treated", stayed=True)).figures()
    assert (found["treated"]["begun"], found["treated"]["judged"], found["treated"]["too_old"]) == (1, 1, 1)


def test_each_experiment_stands_alone() -> None:
    found = counted(trial(900, "treated"), trial(900, "treated", experiment="1:0.2")).figures()
    assert [one["experiment"] for one in found] == ["1:0.1", "1:0.2"]


def test_enough_say_what_acting_did_and_few_how_many_are_missing() -> None:
    stayed = [trial(900, "treated", stayed=n % 2 == 0) for n in range(1000)]
    gone = [trial(900, "held_out", stayed=n % 5 == 0) for n in range(300)]
    (enough,) = experiment_tables(counted(*stayed, *gone).figures())
    assert enough.rows[-1][3] == "+0.300 (+0.214 to +0.386)"
    assert enough.note.startswith("Acting keeps customers")
    (few,) = experiment_tables(counted(*stayed, *gone[:20]).figures())
    assert few.note == "Not enough data yet: 30 more of the held-out must be judged."
    as_many = [trial(900, "held_out", stayed=n % 2 == 0) for n in range(300)]
    (none,) = experiment_tables(counted(*stayed, *as_many).figures())
    assert none.note.startswith("No effect can be told from none yet")
