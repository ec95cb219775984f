"""Every command by its name: a new one is a file and a line here."""

from collections.abc import Callable
from typing import Any, Final

from harken.cli.alerts import alerts
from harken.cli.asyncapi import asyncapi
from harken.cli.customer import customer
from harken.cli.dead_letters import drop, list_letters, retry, show
from harken.cli.demo import demo
from harken.cli.doctor import doctor
from harken.cli.health import health
from harken.cli.lag import lag
from harken.cli.models import list_models, promote, rollback, show_model
from harken.cli.replay import replay
from harken.cli.schema import schema
from harken.cli.topics import check, create
from harken.cli.worker import worker

Command = Callable[..., Any]

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("worker", worker),
    ("replay", replay),
    ("demo", demo),
    ("doctor", doctor),
    ("lag", lag),
    ("health", health),
    ("customer", customer),
    ("alerts", alerts),
    ("schema", schema),
    ("asyncapi", asyncapi),
)
GROUPS: Final[tuple[tuple[str, str, tuple[tuple[str, Command], ...]], ...]] = (
    (
        "dead-letters",
        "What was refused, why, and what to do with it.",
        (("list", list_letters), ("show", show), ("retry", retry), ("drop", drop)),
    ),
    (
        "models",
        "Which churn model scores, and how well each does.",
        (("list", list_models), ("show", show_model), ("promote", promote), ("rollback", rollback)),
    ),
    ("topics", "Create or check harken's topics.", (("create", create), ("check", check))),
)
