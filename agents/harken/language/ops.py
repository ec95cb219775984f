"""What is said to whoever runs harken: `ops.KIND.TRANSITION` what to do, all else what is wrong, on one line."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Mapping
from typing import Final

from harken.language.sentence import Sentence

OPS: Final[Mapping[str, Sentence]] = {
    "ops.topic_silent.raised": Sentence(
        "look after the producer; until events come again no customer ages and no label is given out",
        "请检查生产者；在事件恢复之前，客户状态不随时间变化，也不产生标签",
    ),
    "ops.topic_silent.resolved": Sentence(
        "nothing; what was held back is done now", "无需处理；之前搁置的工作现在补做"
    ),
    "ops.model_worse.raised": Sentence(
        "see what changed (harken models show); promote the shadow when it does better",
        "查看发生了什么变化（harken models show）；影子模型更好时将其启用",
    ),
    "ops.silent": Sentence("silent for {hours:.1f} h", "已静默 {hours:.1f} 小时"),
    "ops.back": Sentence("back", "已恢复"),
    "ops.loss": Sentence("{version}: log loss {before} -> {now}", "{version}：对数损失 {before} -> {now}"),
    "ops.shadow": Sentence("; a shadow learns from now on", "；影子模型从现在开始学习"),
}
