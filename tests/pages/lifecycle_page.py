"""The made parts of docs/lifecycle.md: `python -m tests.pages.lifecycle_page` writes them anew."""

import re
from pathlib import Path
from typing import Final

from harken.lifecycle.next_steps import NEXT_STEPS
from harken.lifecycle.transitions import TRANSITIONS

PAGE: Final = Path(__file__).parents[2] / "docs" / "lifecycle.md"
_PART: Final = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(<!-- /made -->\n)", re.DOTALL)


def made() -> dict[str, str]:
    """What must stand there."""
    lines = [f"| {', '.join(line.of) or 'any'} | `{line.to}` | {line.when} |\n" for line in TRANSITIONS]
    steps = [f"| `{stage}` | {what} |\n" for stage, what in NEXT_STEPS.items()]
    return {
        "transitions": "".join(["| from | to | when |\n|---|---|---|\n", *lines]),
        "next steps": "".join(["| stage | next best step |\n|---|---|\n", *steps]),
    }


def rendered(page: str) -> str:
    """The page with its made parts as they must be."""
    texts = made()
    return _PART.sub(lambda found: found[1] + texts[found[2]] + found[3], page)


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
