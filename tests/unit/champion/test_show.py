"""The models' card for a person and for a program."""

import msgspec
from rich.console import Console

from harken.champion import show
from harken.champion.order import NotObeyed, check
from harken.champion.show import came_of, describe, lines, moved, print_table
from harken.learning import shift
from harken.models.shadow import Shadow
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, ordered, pack


def taught() -> LearnerDriver:
    driver = LearnerDriver()
    driver.learn([pack([label(n) for n in range(300)])])
    return driver


def test_a_line_a_model_has_both_columns_and_who_is_champion() -> None:
    card = taught().churn_card()
    rows = {row[0]: row for row in (line.split("\t") for line in lines(card, "all_time"))}
    assert set(rows) == set(card.models)
    assert {name for name, row in rows.items() if row[1] == "champion"} == {"kalman"}
    assert rows["tree"][3:5] == ["-", "-"]  # a tree is not remembered as it was
    assert rows["recency"][6] == f"{card.models['recency'].rescored['all_time']['log_loss']:.3f}"
    assert all(len(row) == 7 for row in rows.values())


def test_the_table_says_what_scores_and_what_is_pending() -> None:
    driver = taught()
    driver.learn([ordered("rollback")])
    console = Console(record=True, width=140)
    print_table(console, driver.churn_card(), "all_time")
    said = console.export_text()
    assert f"{driver.snapshot.version} scores (pinned" in said
    assert "at the time: AUC" in said
    assert "labels pending" in said


def test_the_champion_is_described_with_its_history_and_others_with_what_hinders_them() -> None:
    driver = taught()
    before = driver.snapshot.version
    driver.learn([ordered("promote", "recency"), ordered("promote", "tree", name="second")])
    card = driver.churn_card()
    champion = "\n".join(describe(card, "recency"))
    assert champion.startswith("recency: champion, 300 labels learned")
    assert f"{before} -> {driver.snapshot.version}" in champion
    assert "stored     all_time" in champion
    assert "refused    tree is no row of numbers" in champion
    tree = list(describe(card, "tree"))
    assert tree[1].startswith("  cannot be the champion: tree is no row of numbers")
    assert not [line for line in tree if "stored" in line or "recalled" in line]


def test_overrides_are_told_beside_what_the_model_said_and_nothing_where_there_are_none() -> None:
    assert not [line for line in describe(taught().churn_card(), "kalman") if "overrides" in line]
    driver = LearnerDriver()
    driver.learn([pack([msgspec.structs.replace(label(n, left=n < 3), override=0.75) for n in range(12)])])
    (line,) = (line for line in describe(driver.churn_card(), "kalman") if "overrides" in line)
    assert line.startswith("  overrides  12 labels: log loss 1.112 by people, 0.612 by the model; brier ")
    assert line.endswith("auc 0.500 by people, 0.500 by the model")


def test_alerts_that_were_judged_are_told_beside_the_base_rate_and_recency_alone() -> None:
    told = {"judged": 10, "pending": 2, "precision": 0.8, "base_rate": 0.4}
    kinds = {"churn": {**told, "recency_alone": 0.7, "recall": 0.5, "lead_d": 33.25}, "cancel_intent": {"pending": 1.0}}
    assert list(came_of({**kinds, "satisfaction_drop": told})) == [
        "  alerts     churn: 10 judged, 2 pending, precision 0.800 (base rate 0.400, recency alone 0.700); "
        "recall 0.500, lead 33.2 days",
        "  alerts     satisfaction_drop: 10 judged, 2 pending, precision 0.800 (base rate 0.400)",
    ]


def test_what_has_moved_is_told_with_how_far_and_the_rest_is_counted() -> None:
    shifts = {"score": 0.12, "log_tenure": 0.41, "log_quiet": 0.13, "satisfaction": 0.01}
    assert list(moved(shifts)) == [
        "  scores     moved 0.12",
        "  customers  log_tenure changed 0.41, log_quiet moved 0.13; 1 of 3 features steady",
    ]
    assert list(moved({})) == []


def test_the_levels_of_a_shift_and_the_shadows_name_are_the_learners() -> None:
    assert (shift.MOVED, shift.CHANGED, Shadow.name) == (show.MOVED, show.CHANGED, show.SHADOW)


def refusal(deed: str, target: str) -> str | None:
    card = taught().churn_card()
    try:
        check(card, "promote" if deed == "promote" else "rollback", target)
    except NotObeyed as why:
        return str(why)
    return None


def test_what_the_learner_would_refuse_is_refused_before_it_is_sent() -> None:
    assert refusal("promote", "batch") is None
    assert refusal("promote", "kalman") == "kalman is the champion already"
    assert (refusal("promote", "tree") or "").startswith("tree is no row of numbers")
    assert (refusal("promote", "oracle") or "").startswith("no model 'oracle' learns here; there are kalman, logistic")
    assert refusal("rollback", "") is None
    assert (refusal("rollback", "kalman-1-none") or "").startswith("version 'kalman-1-none' is not kept")
