"""What a terminal says of a customer and of an alert: `label.` begins a line, `sheet.` is in it; bands, tiers, days.

A label has at most twelve columns, of which a Chinese character takes two.
"""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

SHEETS: Final[Mapping[str, Sentence]] = {
    "label.activity": Sentence("activity", "活动"),
    "label.value": Sentence("value", "价值"),
    "label.to_come": Sentence("to come", "预期"),
    "label.lifecycle": Sentence("life cycle", "生命周期"),
    "label.segment": Sentence("segment", "分群"),
    "label.groups": Sentence("groups", "自定义分群"),
    "label.soon": Sentence("soon", "近期"),
    "label.leaving": Sentence("leaving", "流失"),
    "label.habits": Sentence("habits", "习惯"),
    "label.session": Sentence("session", "会话"),
    "label.satisfaction": Sentence("satisfaction", "满意度"),
    "label.show_next": Sentence("show next", "接着展示"),
    "label.alerts": Sentence("alerts", "警报"),
    "label.id": Sentence("id", "编号"),
    "label.score": Sentence("score", "分数"),
    "label.because": Sentence("because", "原因"),
    "label.moved": Sentence("moved", "变动"),
    "label.experiment": Sentence("experiment", "实验"),
    "label.to_do": Sentence("to do", "建议"),
    "sheet.erased": Sentence(
        "{customer}: erased on {day}; what is still sent of them is dropped",
        "{customer}：已于 {day} 删除；此后发来的数据会被丢弃",
    ),
    "sheet.known": Sentence(
        "{customer}: known since {first}, last seen {last}", "{customer}：{first} 首次出现，最近出现在 {last}"
    ),
    "sheet.never": Sentence("never", "从未"),
    "sheet.activity": Sentence(
        "{orders} orders, {cancels} cancelled, {refunds} refunded, {clicks} clicks, {feedback} feedback; "
        "last order {last}",
        "{orders} 单，取消 {cancels}，退款 {refunds}，点击 {clicks}，反馈 {feedback}；最近一单 {last}",
    ),
    "sheet.value": Sentence(
        "{net:,.2f} {currency} net of {returned:,.2f} given back", "净额 {net:,.2f} {currency}，已退 {returned:,.2f}"
    ),
    "sheet.to_come": Sentence(
        "{days:.1f} order days of {spend:,.2f}, worth {remaining:,.2f} today",
        "{days:.1f} 个下单日，每日 {spend:,.2f}，现值 {remaining:,.2f}",
    ),
    "sheet.tier": Sentence("; tier {tier}", "；等级 {tier}"),
    "sheet.lifecycle": Sentence("{stage} since {day}: {why}", "{day} 起 {stage}：{why}"),
    "sheet.next": Sentence("next: {step}", "下一步：{step}"),
    "sheet.soon": Sentence("{chance:.0%} that an order comes within 7 days", "7 天内下单的可能性 {chance:.0%}"),
    "sheet.leaving": Sentence(
        "{chance:.0%} ({band}) that no order comes within {days:g} days",
        "{days:g} 天内不下单的可能性 {chance:.0%}（{band}）",
    ),
    "sheet.since": Sentence("since its last alert {moved:+.2f}: {told}", "自上次警报以来 {moved:+.2f}：{told}"),
    "sheet.orders": Sentence("orders {when}", "下单多{when}"),
    "sheet.on": Sentence("on {day}s", "逢{day}"),
    "sheet.hour": Sentence("about {hour:02}:00", "{hour:02}:00 前后"),
    "sheet.gaps": Sentence("gaps vary by {days:.0f} days", "间隔相差 {days:.0f} 天"),
    "sheet.likes": Sentence("likes {names}", "喜欢 {names}"),
    "sheet.comes_by": Sentence("comes by {names}", "来自 {names}"),
    "sheet.session": Sentence("from {entry}, {depth} clicks", "从 {entry} 进入，点击 {depth} 次"),
    "sheet.cart": Sentence(", {count} in the cart", "，购物车里有 {count} 件"),
    "sheet.satisfaction": Sentence("{score:.2f} of 1", "{score:.2f}（满分 1）"),
    "sheet.error": Sentence(", give or take {error:.2f}", "，误差 {error:.2f}"),
    "sheet.trend": Sentence("; of late {trend:+.2f}", "；近来 {trend:+.2f}"),
    "sheet.about": Sentence("; last about {theme}", "；最近谈到 {theme}"),
    "sheet.withheld": Sentence(" (not announced: {why})", "（未通知：{why}）"),
    "sheet.score": Sentence("{score:.3f}, threshold {threshold:g}", "{score:.3f}，阈值 {threshold:g}"),
    "sheet.by": Sentence(", by {model}", "，模型 {model}"),
    "band.low": Sentence("low", "低"),
    "band.medium": Sentence("medium", "中"),
    "band.high": Sentence("high", "高"),
    "weekday.monday": Sentence("monday", "周一"),
    "weekday.tuesday": Sentence("tuesday", "周二"),
    "weekday.wednesday": Sentence("wednesday", "周三"),
    "weekday.thursday": Sentence("thursday", "周四"),
    "weekday.friday": Sentence("friday", "周五"),
    "weekday.saturday": Sentence("saturday", "周六"),
    "weekday.sunday": Sentence("sunday", "周日"),
}
