"""`harken worker`: the stream processor."""

from enum import StrEnum
from typing import Annotated

import typer


class Role(StrEnum):
    """Which agent a worker runs."""

    ACTIVITY = "activity"
    LEARNER = "learner"


def worker(
    role: Annotated[Role | None, typer.Option(help="Which agent to run (HARKEN_ROLE).")] = None,
    create_topics: Annotated[
        bool | None, typer.Option("--create-topics/--no-create-topics", help="Create missing topics first.")
    ] = None,
) -> None:
    """Run a worker: run as many as there are partitions. The first Ctrl-C drains, a second one ends at once."""
    import gc  # noqa: PLC0415  # as below

    gc.disable()  # what is imported is no garbage; the worker enables it again (harken.garbage)
    from harken.logs import configure_logging  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.worker import run_worker  # noqa: PLC0415  # quick help: this brings Faust

    settings = load_settings(role=role and role.value, create_topics=create_topics)
    configure_logging(settings.log_format, settings.log_level)
    raise typer.Exit(run_worker(settings))
