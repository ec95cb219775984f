"""Every command by its name: a new one is a file and a line here."""

from collections.abc import Callable
from typing import Any, Final

from harken.cli.alert_shown import show_alert
from harken.cli.alerts import alerts
from harken.cli.asyncapi import asyncapi
from harken.cli.backtest import backtest
from harken.cli.customer import customer
from harken.cli.customers import at_risk
from harken.cli.dead_letters import drop, list_letters, retry, show
from harken.cli.demo import demo
from harken.cli.doctor import doctor
from harken.cli.erase import erase
from harken.cli.features import features
from harken.cli.health import health
from harken.cli.lag import lag
from harken.cli.models import list_models, promote, rollback, show_model
from harken.cli.orders import ack, list_alerts, mute, override, snooze, unmute
from harken.cli.replay import replay
from harken.cli.report import report
from harken.cli.rules import apply_rules, check_rules, show_rules
from harken.cli.schema import schema
from harken.cli.segments import segments, within
from harken.cli.themes import themes
from harken.cli.topics import check, create
from harken.cli.worker import worker

Command = Callable[..., Any]

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("worker", worker),
    ("replay", replay),
    ("backtest", backtest),
    ("report", report),
    ("demo", demo),
    ("doctor", doctor),
    ("lag", lag),
    ("health", health),
    ("customer", customer),
    ("erase", erase),
    ("features", features),
    ("themes", themes),
    ("segments", segments),
    ("schema", schema),
    ("asyncapi", asyncapi),
)
#: Of a group that does something by itself too, what that is stands last.
GROUPS: Final[tuple[tuple[str, str, tuple[tuple[str, Command], ...], Command | None], ...]] = (
    (
        "alerts",
        "Follow the alerts, one a line, until Ctrl-C; or say where a customer's stand, and give orders about them.",
        (
            ("list", list_alerts),
            ("show", show_alert),
            ("ack", ack),
            ("snooze", snooze),
            ("mute", mute),
            ("unmute", unmute),
            ("override", override),
        ),
        alerts,
    ),
    ("customers", "Lists of customers.", (("at-risk", at_risk), ("in", within)), None),
    (
        "dead-letters",
        "What was refused, why, and what to do with it.",
        (("list", list_letters), ("show", show), ("retry", retry), ("drop", drop)),
        None,
    ),
    (
        "rules",
        "Levels, times and switches of alerts, from a file.",
        (("check", check_rules), ("apply", apply_rules), ("show", show_rules)),
        None,
    ),
    (
        "models",
        "Which churn model scores, and how well each does.",
        (("list", list_models), ("show", show_model), ("promote", promote), ("rollback", rollback)),
        None,
    ),
    ("topics", "Create or check harken's topics.", (("create", create), ("check", check)), None),
)
