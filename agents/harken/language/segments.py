"""What learned segments are called where people read of them; documents and lists have the English name."""

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

SEGMENTS: Final[Mapping[str, Sentence]] = {
    "segment.champions": Sentence("champions", "核心客户"),
    "segment.loyal": Sentence("loyal", "忠诚客户"),
    "segment.new": Sentence("new", "新客户"),
    "segment.at_risk": Sentence("at_risk", "流失风险客户"),
    "segment.asleep": Sentence("asleep", "沉睡客户"),
    "segment.big_spenders": Sentence("big_spenders", "高消费客户"),
    "segment.occasional": Sentence("occasional", "偶尔购买的客户"),
    "segment.lost_small": Sentence("lost_small", "已流失的小客户"),
}
