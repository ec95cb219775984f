"""What came of alerts, as the learner counts it."""

from collections.abc import Sequence

import msgspec

from harken.example import OUTCOME, ExamplePack, OutcomeExample
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, label, pack


def outcomes(*told: OutcomeExample) -> ExamplePack:
    return ExamplePack(model=OUTCOME, lane=0, examples=msgspec.Raw(msgspec.json.encode(told)))


def said(what: str, n: int, **fields: object) -> OutcomeExample:
    cause = f"0|outcome:{what}|ada|{BEGIN_S + n!r}"
    return msgspec.convert({"cause": cause, "known_s": BEGIN_S + n, **fields}, OutcomeExample)


def raised(kind: str, n: int) -> OutcomeExample:
    return said(f"raised:{kind}", n, kind=kind)


def judged(kind: str, n: int, right: bool | None) -> OutcomeExample:
    return said(f"judged:{kind}:{n}", n, kind=kind, right=right)


def left(n: int, **leads_d: float) -> OutcomeExample:
    return said("left", n, leads={kind: days * DAY_S for kind, days in leads_d.items()})


STORY: Sequence[OutcomeExample] = (
    *(raised("churn_risk", n) for n in range(5)),
    raised("high_value_at_risk", 5),
    judged("churn_risk", 10, right=True),
    judged("churn_risk", 11, right=True),
    judged("churn_risk", 12, right=False),
    judged("churn_risk", 13, right=None),
    judged("high_value_at_risk", 14, right=True),
    left(20),
    left(21, churn_risk=10),
    left(22, churn_risk=20, high_value_at_risk=30),
    left(23, churn_risk=12.34),
)


def told(driver: LearnerDriver) -> dict[str, dict[str, float]]:
    return msgspec.json.decode(driver.hashes["harken:model:alerts"]["kinds"], type=dict[str, dict[str, float]])


def test_precision_recall_and_lead_are_counted_by_kind_and_both_churn_kinds_are_one_family() -> None:
    driver = LearnerDriver()
    driver.learn([outcomes(*STORY)])
    found = told(driver)
    one = found["churn_risk"]
    assert (one["raised"], one["judged"], one["right"], one["left_out"], one["pending"]) == (5, 3, 2, 1, 1)
    assert (one["precision"], one["departures"], one["foreseen"], one["recall"]) == (0.6667, 4, 3, 0.75)
    assert one["lead_d"] == 12.3
    family = found["churn"]
    assert (family["raised"], family["judged"], family["precision"]) == (6, 4, 0.75)
    assert (family["foreseen"], family["lead_d"]) == (3, 12.3)  # of a departure that both foresaw, the longest lead
    assert "base_rate" not in one
    assert "precision" not in found.get("activity_drop", {})


def test_beside_it_stand_the_base_rate_and_recency_alone_of_the_churn_labels() -> None:
    driver = LearnerDriver()
    labels = [label(n) for n in range(300)]
    driver.learn([pack(labels), outcomes(*STORY)])
    one = told(driver)["churn_risk"]
    base_rate = sum(example.left for example in labels) / len(labels)
    assert one["base_rate"] == round(base_rate, 4)
    assert one["lift"] == round(one["right"] / one["judged"] / base_rate, 4)
    assert 0 <= one["recency_alone"] <= 1
    assert one["recency_alone_d"] > 0


def test_what_comes_again_counts_once_and_a_learner_goes_on_where_it_stood() -> None:
    driver, other = LearnerDriver(), LearnerDriver()
    driver.learn([pack([label(n) for n in range(50)]), outcomes(*STORY[:9])])
    driver.restart()
    driver.learn([outcomes(*STORY)])
    other.learn([pack([label(n) for n in range(50)]), outcomes(*STORY)])
    assert told(driver) == told(other)


def test_what_an_older_release_kept_is_read_and_counting_begins() -> None:
    driver = LearnerDriver()
    driver.learn([pack([label(n) for n in range(50)])])
    key = "harken:learned:0:churn:numbers"
    kept = msgspec.json.decode(driver.state[key])
    for name in ("outcomes", "known_outcomes", "silences", "overruled"):
        kept.pop(name, None)
    driver.state[key] = msgspec.json.encode(kept)
    driver.restart()
    driver.learn([outcomes(*STORY)])
    assert told(driver)["churn_risk"]["judged"] == 3
