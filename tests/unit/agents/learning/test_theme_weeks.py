"""Themes by week: bounded, and each text in the week that it was known in."""

from datetime import UTC, date, datetime

from harken.learning.theme_weeks import MOST_WEEKS, count
from harken.themes import ThemeCount, Themes, monday_of, week_of
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, text

WEEK_S = 7 * 86_400.0


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_a_week_begins_on_monday_at_midnight_utc() -> None:
    #  2026-11-23 is a Monday.
    sunday, monday = at("2026-11-22T23:59:59"), at("2026-11-23T00:00:00")
    assert week_of(monday) == week_of(sunday) + 1
    assert monday_of(week_of(monday)) == monday_of(week_of(monday + WEEK_S - 1)) == date(2026, 11, 23)


def test_a_text_counts_in_each_of_its_themes_and_once_in_all() -> None:
    found = Themes()
    count(found, 0.0, ["price", "quality"], 0.5)
    count(found, 1.0, ["price"], None)
    (week,) = found.weeks.values()
    assert week.all == ThemeCount(2, 1, 0.5)
    assert week.themes == {"price": ThemeCount(2, 1, 0.5), "quality": ThemeCount(1, 1, 0.5)}
    assert week.themes["price"].satisfaction == 0.5
    assert ThemeCount(3).satisfaction is None


def test_only_the_last_weeks_are_kept_and_a_late_text_brings_none_back() -> None:
    found = Themes()
    for week in range(MOST_WEEKS + 5):
        count(found, week * WEEK_S, [], None)
    kept = sorted(found.weeks)
    assert len(kept) == MOST_WEEKS
    assert kept[0] == week_of(5 * WEEK_S)
    count(found, 0.0, ["bug"], None)
    assert sorted(found.weeks) == kept
    count(found, kept[0] * WEEK_S - 3 * 86_400, ["bug"], None)  # late, but its week is kept
    assert found.weeks[kept[0]].all.texts == 2


def test_the_learner_says_what_texts_are_about() -> None:
    driver = LearnerDriver()
    driver.learn(
        [
            pack(
                [
                    text(0, "parcel late", score=0.2),
                    text(1, "parcel torn", score=0.4),
                    text(2, "nothing to see", score=1.0),
                    text(3, "no idea", score=0.0, topic="Shipping"),
                ]
            )
        ]
    )
    (week,) = driver.themes.weeks.values()
    assert week.all.texts == 4
    assert week.themes["delivery"].texts == 3
    assert week.themes["delivery"].satisfaction is not None
    assert abs(week.themes["delivery"].satisfaction - 0.2) < 1e-9
    assert week.themes["quality"].texts == 1
    assert driver.card("text")["topics"] == "1"
