"""What is said of models' cards: each change once, who scores at once, all else now and then, nothing twice."""

from collections.abc import Mapping

import msgspec
import pytest
from msgspec import UNSET, json

from harken.learning.card_news import CardNews, Cause
from harken.learning.cards import cards_of
from harken.learning.config import LearnerConfig
from harken.model_record import ModelRecord
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, ordered, pack, propensity, rhythm, text, value, visit

EVERY_S = 30.0


def cause(offset: int) -> Cause:
    return Cause(f"0|examples|{offset}", 1000 + offset)


def taught(n: int = 40, config: LearnerConfig | None = None) -> LearnerDriver:
    driver = LearnerDriver(config)
    driver.learn([pack([label(k) for k in range(n)])])
    return driver


def look(news: CardNews, driver: LearnerDriver, offset: int) -> None:
    for key, fields in driver.hashes.items():
        news.look(key.removeprefix("harken:model:"), fields, cause(offset))


def roles(said: Mapping[str, ModelRecord | None]) -> dict[str, object]:
    return {key: record.role for key, record in said.items() if record is not None and record.role is not UNSET}


def test_every_model_has_a_card_and_so_has_each_that_competes() -> None:
    driver = taught()
    driver.learn([pack([propensity(0)]), pack([rhythm(0)]), pack([value(0)]), pack([visit(0, "cup")])])
    driver.learn([pack([text(0, "slow", True)])])
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    said = news.take(0.0)
    competing = {f"churn:{name}" for name in driver.churn_card().models}
    assert {key for key in said if ":" not in key} == {key.removeprefix("harken:model:") for key in driver.hashes}
    assert {key for key in said if ":" in key} == competing
    assert len(driver.hashes) == 8
    assert roles(said) == {key: "champion" if key == "churn:kalman" else "challenger" for key in competing}


def test_a_card_says_what_the_store_holds() -> None:
    driver = taught()
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    said = {key: record for key, record in news.take(0.0).items() if record is not None}
    held = json.decode(json.encode(driver.churn_card()))
    models = {key.removeprefix("churn:"): json.decode(said[key].card) for key in said if key.startswith("churn:")}
    assert {**json.decode(said["churn"].card), "models": models} == held
    whole = said["churn"]
    assert (whole.id.rpartition("|")[0], whole.at_ms, whole.version) == ("churn|0|examples|7", 1007, held["version"])
    assert (said["churn:kalman"].version, said["churn:logistic"].version) == (held["version"], UNSET)


def test_what_did_not_change_is_not_said_again() -> None:
    driver = taught()
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    assert news.take(0.0)
    look(news, driver, 8)
    assert not news.take(1000.0)


def test_a_change_waits_until_it_is_time_and_then_the_newest_is_said() -> None:
    #   s     0       10      20      30
    #        said   label   label   said
    driver = taught()
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    news.take(0.0)
    for offset, now_s in ((8, 10.0), (9, 20.0)):
        driver.learn([pack([label(32 + offset)])])
        look(news, driver, offset)
        assert not news.take(now_s)
    said = news.take(30.0)
    record = said["churn"]
    assert record is not None
    assert (record.at_ms, json.decode(record.card)["labels"]) == (1009, 42)
    assert not news.take(60.0)


def test_who_scores_instead_is_said_at_once_and_nothing_else_is() -> None:
    driver = taught()
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    news.take(0.0)
    driver.learn([pack([label(40)]), ordered("promote", "batch")])
    look(news, driver, 8)
    said = news.take(1.0)
    assert roles(said) == {"churn:batch": "champion", "churn:kalman": "challenger"}
    assert said.keys() == {"churn", "churn:batch", "churn:kalman"}
    driver.learn([ordered("rollback", name="second")])
    look(news, driver, 9)
    back = news.take(2.0)
    assert roles(back) == {"churn:batch": "challenger", "churn:kalman": "champion"}
    whole = back["churn"]
    assert whole is not None
    assert json.decode(whole.card)["pinned"] == whole.version


def test_who_competes_no_more_is_taken_back() -> None:
    driver = taught()
    news = CardNews(EVERY_S)
    look(news, driver, 7)
    before = set(news.take(0.0))
    alone = taught(config=LearnerConfig(challengers=("logistic",)))
    look(news, alone, 8)
    gone = {key for key, record in news.take(1.0).items() if record is None}
    assert gone == before - {"alerts", "churn", "churn:kalman", "churn:logistic", "value"}
    assert "churn:batch" in gone
    look(news, alone, 9)
    assert None not in news.take(1000.0).values()


def test_who_begins_again_says_nothing_twice_and_what_was_not_said() -> None:
    driver = taught()
    first = CardNews(EVERY_S)
    look(first, driver, 7)
    first.take(0.0)
    driver.learn([pack([label(40)])])
    look(first, driver, 8)
    assert not first.take(1.0)
    second = CardNews(EVERY_S)
    second.load(first.dump())
    assert second.models == ["alerts", "churn", "value"]
    for model in second.models:
        second.look(model, driver.hashes[f"harken:model:{model}"])
    said = {key: record for key, record in second.take(0.0).items() if record is not None}
    assert json.decode(said["churn"].card)["labels"] == 41
    assert said["churn"].id.startswith("churn|0|examples|8|")
    third = CardNews(EVERY_S)
    third.load(second.dump())
    for model in third.models:
        third.look(model, driver.hashes[f"harken:model:{model}"])
    assert not third.take(0.0)


def test_other_words_have_another_id_though_the_cause_is_one() -> None:
    news, again = CardNews(EVERY_S), CardNews(EVERY_S)
    news.look("value", {"labels": b"1"}, cause(7))
    again.look("value", {"labels": b"2"}, cause(7))
    (one,), (other,) = news.take(0.0).values(), again.take(0.0).values()
    assert one is not None
    assert other is not None
    assert one.id != other.id


def test_what_is_no_card_raises() -> None:
    with pytest.raises(msgspec.DecodeError):
        cards_of("churn", {"models": b"[]"})
