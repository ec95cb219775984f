"""What is worth publishing."""

from harken.document import Band, Churn, Recommendation, Satisfaction
from harken.fold.news import is_news_of_churn, is_news_of_items, is_news_of_satisfaction


def churn(band: Band, probability: float) -> Churn:
    return Churn(probability, band, 1.0, (), 1.0, "v", 0)


def test_a_probability_is_news_when_its_band_is() -> None:
    assert not is_news_of_churn(churn("low", 0.1), churn("low", 0.4))
    assert is_news_of_churn(churn("low", 0.4), churn("medium", 0.5))
    assert is_news_of_churn(None, churn("low", 0.1))
    assert not is_news_of_churn(None, None)


def test_satisfaction_is_news_by_tenths() -> None:
    assert not is_news_of_satisfaction(Satisfaction(0.71, 1, 0), Satisfaction(0.79, 2, 5))
    assert is_news_of_satisfaction(Satisfaction(0.79, 1, 0), Satisfaction(0.81, 1, 0))
    assert is_news_of_satisfaction(None, Satisfaction(0.7, 1, 0))


def test_only_the_first_recommendations_are_news() -> None:
    items = [Recommendation(item, 1.0, "") for item in "abcde"]
    assert not is_news_of_items(items, [*items[:3], items[4], items[3]])
    assert is_news_of_items(items, [items[1], items[0], *items[2:]])
