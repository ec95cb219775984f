"""What is said of a churn score: a group of features is said by the sentence of its name (`harken.features.words`).

`silent`, `quiet`, `age` and `bought` are numbers of days with their unit; `usual` and `days` have none.
"""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

SCORES: Final[Mapping[str, Sentence]] = {
    "day": Sentence("1 day", "1 天"),
    "days": Sentence("{count} days", "{count} 天"),
    "recency": Sentence(
        "no purchase for {silent}, usually every {usual}", "已 {silent}没有购买，通常每 {usual} 天一次"
    ),
    "recency.once": Sentence(
        "no purchase for {silent}, and only one day with any so far", "已 {silent}没有购买，至今只有一天买过"
    ),
    "recency.seen": Sentence("; last seen {quiet} ago", "；上次出现在 {quiet}前"),
    "frequency": Sentence("purchases on {bought} in {age}", "{age}里有 {bought}购买"),
    "trend": Sentence("buys more than a while ago", "比前一阵子买得多"),
    "trend.less": Sentence("buys less than a while ago", "比前一阵子买得少"),
    "value": Sentence("{mean:,.2f} an order, {spent:,.2f} in all", "每单平均 {mean:,.2f}，共 {spent:,.2f}"),
    "value.returned": Sentence(", {returned:,.2f} returned", "，退回 {returned:,.2f}"),
    "tenure": Sentence("first purchase {age} ago", "首次购买在 {age}前"),
    "use": Sentence("{clicks:.0f} recent clicks", "近期点击 {clicks:.0f} 次"),
    "use.more": Sentence(", more than a while ago", "，比前一阵子多"),
    "use.less": Sentence(", fewer than a while ago", "，比前一阵子少"),
    "satisfaction": Sentence("satisfaction {score:.2f} of 1", "满意度 {score:.2f}（满分 1）"),
    "satisfaction.fell": Sentence(
        "satisfaction fell from {was:.2f} to {score:.2f} since {since}",
        "自 {since} 以来满意度从 {was:.2f} 降到 {score:.2f}",
    ),
    "satisfaction.rose": Sentence(
        "satisfaction rose from {was:.2f} to {score:.2f} since {since}",
        "自 {since} 以来满意度从 {was:.2f} 升到 {score:.2f}",
    ),
    "satisfaction.unknown": Sentence("has never said how satisfied", "从未说过是否满意"),
    "channels": Sentence("{share:.0%} by {channel}", "{share:.0%} 来自{channel}"),
    "channels.and": Sentence(", ", "，"),
    "channels.none": Sentence("uses neither app, email nor store", "不使用应用、邮件或门店"),
    "channels.app": Sentence("app", "应用"),
    "channels.email": Sentence("email", "邮件"),
    "channels.store": Sentence("store", "门店"),
    "basket": Sentence("{lines:.0f} items an order of late", "近来每单约 {lines:.0f} 种商品"),
    "basket.unknown": Sentence("what orders hold is not known", "不知道每单买了什么"),
    "tickets": Sentence("{tickets:.1f} support tickets of late", "近期约有 {tickets:.1f} 张工单"),
    "tickets.none": Sentence("no support ticket of late", "近期没有工单"),
    "recommended": Sentence(
        "took {taken:.1f} recommended items of late, of {lists:.1f} lists seen",
        "近期在看过的 {lists:.1f} 份推荐中选了 {taken:.1f} 件",
    ),
    "recommended.taken": Sentence("took {taken:.1f} recommended items of late", "近期选了 {taken:.1f} 件推荐商品"),
    "recommended.unknown": Sentence("no list of recommendations seen of late", "近期没有看过推荐"),
    "prior": Sentence(
        "what customers with {days} purchase days in {age}, the last {silent} ago, usually do",
        "{age}里有 {days} 个购买日、最近一次在 {silent}前的客户通常如此",
    ),
    "base": Sentence("how customers are on the whole", "客户的总体情况"),
    "rest": Sentence("everything else", "其他因素"),
    "override": Sentence("set by hand: {note}", "人工设定：{note}"),
    "override.over": Sentence("no longer set by hand", "不再是人工设定"),
}
