"""The life cycle: `stage.STAGE` is what a stage is called, with `.do` what to do there; `lifecycle.` why one is there.

`silent` and `age` are numbers of days with their unit, `days` too; `usual` has none.
"""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

LIFECYCLE: Final[Mapping[str, Sentence]] = {
    "stage.prospect": Sentence("prospect", "潜在客户"),
    "stage.new": Sentence("new", "新客户"),
    "stage.active": Sentence("active", "活跃"),
    "stage.growing": Sentence("growing", "成长中"),
    "stage.loyal": Sentence("loyal", "忠诚"),
    "stage.at_risk": Sentence("at risk", "有流失风险"),
    "stage.lapsed": Sentence("lapsed", "已沉寂"),
    "stage.won_back": Sentence("won back", "已挽回"),
    "stage.lost": Sentence("lost", "已流失"),
    "stage.prospect.do": Sentence(
        "Help with the first order: show what others like them took, answer what they ask.",
        "协助完成首单：展示相似客户选了什么，回答他们的问题。",
    ),
    "stage.new.do": Sentence(
        "Lead to the second order: say thanks, show what goes with what they bought.",
        "引导第二单：表示感谢，展示可以与所购商品搭配的商品。",
    ),
    "stage.active.do": Sentence("Stay out of the way, and recommend what fits.", "不打扰，推荐合适的商品。"),
    "stage.growing.do": Sentence(
        "Offer more of what they come for: sets, a plan, early news.",
        "多提供他们想要的：套装、订购方案、抢先消息。",
    ),
    "stage.loyal.do": Sentence(
        "Thank and reward; ask for a word or a recommendation.", "感谢并回馈；请客户写几句话或推荐给他人。"
    ),
    "stage.at_risk.do": Sentence(
        "Find out what is wrong before offering anything; then a reason to come back.",
        "先弄清哪里出了问题，再提供优惠；然后给出一个回来的理由。",
    ),
    "stage.lapsed.do": Sentence(
        "One good reason to come back, made for them, and no second one soon.",
        "给一个为他们量身定做的回来的理由，短期内不再给第二个。",
    ),
    "stage.won_back.do": Sentence(
        "Make the second order after the return easy; ask what had been missing.",
        "让回归后的第二单更轻松；询问之前缺了什么。",
    ),
    "stage.lost.do": Sentence("Let go: no more offers, and learn why.", "放手：不再提供优惠，了解原因。"),
    "lifecycle.none": Sentence("no order yet", "还没有下过单"),
    "lifecycle.goodbye": Sentence("said goodbye", "已告别"),
    "lifecycle.silence": Sentence("no order for {silent}", "已 {silent}没有下单"),
    "lifecycle.usual": Sentence(", usually every {usual}", "，通常每 {usual} 天一次"),
    "lifecycle.risk": Sentence("{churn:.0%} likely to leave; {silence}", "流失可能性 {churn:.0%}；{silence}"),
    "lifecycle.rhythm": Sentence(
        "orders on {days} in {age}, the last {silent} ago", "{age}里有 {days}下单，最近一次在 {silent}前"
    ),
    "lifecycle.again": Sentence("ordered again", "再次下单"),
    "lifecycle.again.ago": Sentence("ordered again, {silent} ago", "{silent}前再次下单"),
    "lifecycle.first": Sentence("the first order", "首单"),
    "lifecycle.growing": Sentence("orders {trend:.1f} times as often as before", "下单频率是以前的 {trend:.1f} 倍"),
}
