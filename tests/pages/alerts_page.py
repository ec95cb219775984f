"""The made parts of docs/alerts.md: `python -m tests.pages.alerts_page` writes them anew."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from harken.alert import Alert
from harken.fold.config import DAY_S
from harken.ops_alert import OpsAlert
from harken.rules import RULES
from tests.pages.alert_stories import STORIES, tell
from tests.pages.transitions import transitions

PAGE: Final = Path(__file__).parents[2] / "docs" / "alerts.md"
_PART: Final = re.compile(r"(<!-- made: ([a-z_ ]+) -->\n).*?(<!-- /made -->\n)", re.DOTALL)


def parts(page: str) -> dict[str, str]:
    """What stands in the made parts of a page, by name."""
    return {name: text[len(begin) : -len(end)] for text, begin, name, end in _found(page)}


def _found(page: str) -> list[tuple[str, str, str, str]]:
    return [(found[0], found[1], found[2], found[3]) for found in _PART.finditer(page)]


def made() -> dict[str, str]:
    """What must stand there."""
    found = {"transitions": transitions(), "limits": _limits()}
    for kind in STORIES:
        raised, *later = (_plain(alert) for alert in tell(kind).values())
        found[f"{kind} raised"] = _fenced(_shown(raised, 2))
        for alert in later:
            found[f"{kind} {alert['data']['transition']}"] = _fenced(_shown(_changed(raised, alert), 2))
    return found


def rendered(page: str) -> str:
    """The page with its made parts as they must be."""
    texts = made()
    return _PART.sub(lambda found: found[1] + texts[found[2]] + found[3], page)


def read(part: str) -> Any:
    """The JSON of a made part."""
    return json.loads(part.removeprefix("```json\n").removesuffix("```\n"))


def _plain(alert: Alert | OpsAlert) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(msgspec.json.encode(alert))
    return plain


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `after` that are others."""
    found: dict[str, Any] = {}
    for name, value in after.items():
        if isinstance(value, dict) and isinstance(before.get(name), dict):
            if inner := _changed(before[name], value):
                found[name] = inner
        elif name not in before or value != before[name]:
            found[name] = value
    return found


def _shown(value: Any, depth: int, indent: str = "") -> str:
    """JSON, its outer objects a line a field; a list of objects a line each."""
    deeper = indent + "  "
    if isinstance(value, dict) and depth:
        rows = [f"{deeper}{json.dumps(name)}: {_shown(each, depth - 1, deeper)}" for name, each in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"{deeper}{json.dumps(each, ensure_ascii=False)}" for each in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def _fenced(text: str) -> str:
    return f"```json\n{text}\n```\n"


def _limits() -> str:
    heads = ("kind", "raised at", "once it has lasted", "escalated at", "cleared below", "not again for",
             "over by itself after")  # fmt: skip
    rows = [f"| {' | '.join(heads)} |\n", f"|{'---|' * len(heads)}\n"]
    for rule in RULES:
        limits = rule.limits
        spans = (_days(limits.dwell_s), _days(limits.cool_down_s), _days(rule.expires_s or 0))
        worse = "-" if limits.escalate_at is None else f"{limits.escalate_at:g}"
        cleared = "-" if rule.expires_s else f"{limits.clear_below:g}"
        cells = (f"`{rule.kind}`", f"{limits.raise_at:g}", spans[0], worse, cleared, spans[1], spans[2])
        rows.append(f"| {' | '.join(cells)} |\n")
    return "".join(rows)


def _days(span_s: float) -> str:
    return f"{span_s / DAY_S:g} d" if span_s else "-"


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
