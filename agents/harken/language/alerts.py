"""What alerts say of their own: reasons by the kind's name, `KIND.do` what could be done about it."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

ALERTS: Final[Mapping[str, Sentence]] = {
    "over": Sentence("Nothing: it is over.", "无需处理：已经结束。"),
    "off": Sentence("{kind} is switched off", "{kind} 已关闭"),
    "churn_risk.do": Sentence(
        "Show the recommended items, with a reason to come back.", "展示推荐的商品，并给出一个回来的理由。"
    ),
    "churn_risk.do.ask": Sentence(
        "Ask what went wrong before offering anything.", "先问清哪里出了问题，再提供任何优惠。"
    ),
    "churn_risk.do.greet": Sentence("Say that you are there.", "让客户知道你们还在。"),
    "high_value_at_risk": Sentence("worth {net:,.2f} so far", "迄今价值 {net:,.2f}"),
    "high_value_at_risk.do": Sentence(
        "Have somebody they know call or write in person; no discount yet.",
        "请客户熟悉的人亲自致电或写信；先不要打折。",
    ),
    "high_value_at_risk.do.ask": Sentence(
        "Have the account's owner call: ask what went wrong before offering anything.",
        "请客户负责人致电：先问清哪里出了问题，再提供任何优惠。",
    ),
    "satisfaction_drop": Sentence(
        "satisfaction of late {lately:.0%}, of the last half year {past:.0%}",
        "近期满意度 {lately:.0%}，过去半年为 {past:.0%}",
    ),
    "satisfaction_drop.do": Sentence(
        "Read what they said lately, and ask what has changed, before any campaign reaches them.",
        "在任何营销触达之前，先看客户最近说了什么，并询问有何变化。",
    ),
    "detractor": Sentence(
        "answered {feedback} with {score:g} of {best:g}", "{feedback} 评分为 {score:g}（满分 {best:g}）"
    ),
    "detractor.item": Sentence(" for {item}", "，针对 {item}"),
    "detractor.do": Sentence(
        "Call or write within a day: ask, listen, put it right.", "一天之内致电或写信：询问、倾听、把问题解决好。"
    ),
    "cancel_intent": Sentence("said that they cancel", "表示要取消"),
    "cancel_intent.spoke": Sentence("spoke of cancelling", "提到取消"),
    "cancel_intent.pages": Sentence(
        "looked for the way out {visits} times within an hour", "一小时内 {visits} 次查看退出页面"
    ),
    "cancel_intent.do": Sentence(
        "Call today: ask why, and offer what would change it.", "今天就致电：询问原因，并提供能改变决定的方案。"
    ),
    "cancel_intent.do.pages": Sentence("Offer help on the page, or call.", "在页面上提供帮助，或者致电。"),
    "activity_drop": Sentence(
        "silent for {silent:.0f} days, usually orders every {usual:.0f}",
        "已沉默 {silent:.0f} 天，通常每 {usual:.0f} 天下单一次",
    ),
    "activity_drop.do": Sentence("Remind them of what they usually order.", "提醒客户平常购买的商品。"),
    "activity_drop.do.ask": Sentence("Ask whether they still find what they need.", "询问客户是否还能找到需要的东西。"),
    "onboarding_stalled": Sentence(
        "{clicks} clicks in {since:.0f} days and no order", "{since:.0f} 天内点击 {clicks} 次，没有下单"
    ),
    "onboarding_stalled.second": Sentence(
        "no second order, {since:.0f} days after the first", "首单之后 {since:.0f} 天仍没有第二单"
    ),
    "onboarding_stalled.do": Sentence(
        "Help with the first order: what did they look for, and what was in the way?",
        "协助完成首单：客户在找什么，又被什么挡住了？",
    ),
    "onboarding_stalled.do.second": Sentence(
        "Ask how the first order was, and show what goes with it.", "询问首单的体验，并展示可以搭配的商品。"
    ),
    "reactivated": Sentence("first order after {away:.0f} days", "{away:.0f} 天以来的第一单"),
    "reactivated.do": Sentence(
        "Say welcome back; stop win-back campaigns, and make the next order easy.",
        "欢迎客户回来；停止挽回活动，让下一单更轻松。",
    ),
    "milestone": Sentence("order number {orders}", "第 {orders} 单"),
    "milestone.do": Sentence(
        "Say thank you; ask for a review or a recommendation.", "表示感谢；请客户写评价或推荐给他人。"
    ),
    "cart_abandoned": Sentence(
        "put into the cart {hours:.0f} hours ago, and no order since", "{hours:.0f} 小时前加入购物车，此后没有下单"
    ),
    "cart_abandoned.do": Sentence(
        "Remind them of the cart, and ask whether anything was in the way; no discount at first.",
        "提醒客户购物车里的商品，并询问是否遇到障碍；先不要打折。",
    ),
    "segment_changed": Sentence("was like {before}, is like {now} now", "原先属于 {before}，现在属于 {now}"),
    "segment_changed.do": Sentence("Move them to the campaigns of {now}.", "把客户转到 {now} 的营销活动。"),
    "segment_left": Sentence("was like {before}, is in no segment now", "原先属于 {before}，现在不属于任何分群"),
}
