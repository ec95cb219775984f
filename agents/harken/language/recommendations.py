"""Why an item is shown; where a sentence begins tells which list it is of (`harken.recommend.lists`)."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

RECOMMENDATIONS: Final[Mapping[str, Sentence]] = {
    "because.together": Sentence("taken together with {item}", "常与 {item} 一起选购"),
    "because.alike": Sentence("like {item}", "与 {item} 相似"),
    "because.category": Sentence("popular in {category}", "在 {category} 中热门"),
    "because.popular": Sentence("popular now", "当前热门"),
    "because.own": Sentence("bought before", "以前买过"),
    "because.own.usual": Sentence(
        "bought again and again, usually every {days} days", "反复购买，通常每 {days} 天一次"
    ),
    "because.own.daily": Sentence("bought again and again, daily", "反复购买，每天一次"),
}
