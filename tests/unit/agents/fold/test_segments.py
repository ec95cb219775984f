"""The segment in a document: told at once the first time, later when days agree; lists say what documents say."""

from dataclasses import replace

from msgspec import UNSET, json, structs

from harken.activity import ActivityConfig
from harken.alerting.cap import Cap
from harken.events import Feedback, Purchase
from harken.fold.config import DAY_S
from harken.rules import RULES, STANDARD
from harken.shelf import SegmentSnapshot
from tests.driver import EMPTY_SHELF, Driver

BEGIN_S = 1_700_000_000.0
#: Who is silent for less than about eleven days is awake.
GROUPS = SegmentSnapshot(
    version="v1",
    step_s=0.0,
    names=("awake", "asleep"),
    centres=((0.7, 0.7, 3.0), (4.0, 0.7, 3.0)),
    scales=(1.0, 1.0, 1.0),
)
SHELF = EMPTY_SHELF._replace(segments=GROUPS)
CONFIG = ActivityConfig(horizon_s=30 * DAY_S, cap=Cap(most=99))


def ms(day: float) -> int:
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(day: float, customer: str = "ada") -> Purchase:
    return Purchase(id=f"o-{customer}-{day}", customer_id=customer, ts=ms(day), total=20.0)


def driven(*events: Purchase | Feedback, until_day: float, config: ActivityConfig = CONFIG) -> Driver:
    driver = Driver(config, STANDARD, SHELF)
    driver.send(*events)
    driver.idle(BEGIN_S + until_day * DAY_S)
    return driver


def segments(driver: Driver) -> dict[str, set[str]]:
    """Members by segment, of those that have any."""
    return {name: set(members) for name, members in driver.segments.items() if members}


def test_the_first_segment_is_told_at_once() -> None:
    driver = driven(order(0), until_day=0)
    assert driver.customer("ada").segment == "awake"
    assert driver.segments == {"awake": {"ada": BEGIN_S}}


def test_a_change_is_told_when_all_moments_of_two_weeks_agree() -> None:
    #   day    0                 10   11   ..  24
    #   ada    x  looks: awake   nearer to "asleep", told two weeks on
    driver = driven(order(0), until_day=10)
    assert driver.customer("ada").segment == "awake"
    before, told = driver.customer("ada").version, 0
    for day in range(11, 40):
        driver.idle(BEGIN_S + day * DAY_S)
        leaning = driver.customer("ada").state.leaning
        if driver.customer("ada").segment == "asleep":
            told = day
            break
        assert leaning is not None
    assert told >= 24
    assert driver.customer("ada").state.leaning is None
    assert driver.customer("ada").version > before
    assert segments(driver) == {"asleep": {"ada"}}
    assert driver.published[-1] == "ada"


def test_many_words_of_one_day_change_nothing() -> None:
    driver = driven(order(0), until_day=11.9)
    before = driver.customer("ada").state.leaning
    assert before is not None
    words = [
        Feedback(id=f"f-{n}", customer_id="ada", ts=ms(12) + n, kind="nps", score=9.0, channel="web")
        for n in range(9)
    ]
    driver.send(*words)
    customer = driver.customer("ada")
    assert customer.segment == "awake"
    assert customer.state.leaning == before


def test_one_word_in_between_begins_the_count_anew() -> None:
    driver = driven(order(0), until_day=13.2)
    assert driver.customer("ada").state.leaning is not None
    driver.send(order(13.5))
    assert driver.customer("ada").state.leaning is None
    assert driver.customer("ada").segment == "awake"


def test_who_says_goodbye_or_is_removed_is_in_no_list() -> None:
    goodbye = Feedback(id="f", customer_id="ada", ts=ms(2), kind="cancellation")
    driver = driven(order(0), order(1, "bob"), goodbye, until_day=3)
    assert driver.customer("ada").segment is UNSET
    assert segments(driver) == {"awake": {"bob"}}
    gone = driven(order(0), until_day=70, config=replace(CONFIG, retention_s=60 * DAY_S))
    assert gone.documents == {}
    assert segments(gone) == {}


def test_who_is_removed_and_comes_back_in_one_batch_is_listed_where_the_document_says() -> None:
    driver = driven(order(0), until_day=45, config=replace(CONFIG, retention_s=60 * DAY_S))
    assert segments(driver) == {"asleep": {"ada"}}
    driver.send(order(110, "bob"), order(110.5))
    assert driver.customer("ada").segment == "awake"
    assert segments(driver) == {"awake": {"ada", "bob"}}


def test_without_groups_nothing_is_said_and_what_was_said_stays() -> None:
    driver = driven(order(0), until_day=1)
    driver.shelf = EMPTY_SHELF
    driver.send(order(2), order(3, "bob"))
    assert driver.customer("ada").segment == "awake"
    assert b'"segment"' not in driver.documents["bob"]


def test_other_names_reach_customers_as_other_groups_do() -> None:
    driver = driven(order(0), until_day=1)
    driver.shelf = SHELF._replace(segments=structs.replace(GROUPS, names=("fresh", "asleep")))
    driver.send(order(2))
    assert driver.customer("ada").segment == "awake"
    driver.send(order(9), order(15))
    assert segments(driver) == {"awake": {"ada"}}
    driver.send(order(17))
    assert segments(driver) == {"fresh": {"ada"}}


def test_a_document_of_an_older_release_is_read_and_gets_its_segment() -> None:
    driver = driven(order(0), until_day=1)
    old = json.decode(driver.documents["ada"])
    del old["segment"]
    driver.documents["ada"] = json.encode(old)
    driver.segments.clear()
    driver.send(order(2))
    assert driver.customer("ada").segment == "awake"
    assert segments(driver) == {"awake": {"ada"}}


def test_a_change_is_remembered_only_where_somebody_wants_to_hear_of_it() -> None:
    quiet, heard = Driver(CONFIG, STANDARD, SHELF), Driver(CONFIG, RULES, SHELF)
    for driver in (quiet, heard):
        driver.send(order(0))
        driver.idle(BEGIN_S + 35 * DAY_S)
        assert driver.customer("ada").segment == "asleep"
    assert quiet.customer("ada").state.moved is None
    moved = heard.customer("ada").state.moved
    assert moved is not None
    assert moved.before == "awake"


def test_who_leaves_a_segment_and_is_back_in_one_batch_is_a_member_since_they_came_back() -> None:
    #   batches          ( order   (cancelled   order )      as in      ( order   cancelled   order )
    leave = Feedback(id="f-1", customer_id="ada", ts=ms(1), kind="cancellation")
    cut = Driver(CONFIG, STANDARD, SHELF)
    cut.send(order(0))
    cut.send(leave, order(2))
    assert cut.customer("ada").segment == "awake"
    assert cut.segments["awake"] == {"ada": BEGIN_S + 2 * DAY_S}
    assert cut.segments == driven(order(0), leave, order(2), until_day=2).segments
