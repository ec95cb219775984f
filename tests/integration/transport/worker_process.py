"""A worker that says on its standard output what happens to it; settings as JSON in its first argument."""

import asyncio
import sys

from faust.types import TP

from harken.settings import Settings
from harken.transport import run_apps
from harken.transport.ports import Source
from tests.integration.transport.rig import Recorder, app_of


class Talker(Recorder):
    """Says when it is assigned and revoked, and after each poll how much it has read; all that is durable at once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._stubborn = settings.instance.endswith("-stubborn")

    async def on_assigned(self, assigned: frozenset[TP], generation: int, source: Source) -> None:
        """Say so."""
        await super().on_assigned(assigned, generation, source)
        say("assigned")

    async def on_revoked(self, revoked: frozenset[TP]) -> None:
        """Say so, and hang where that is asked for."""
        await super().on_revoked(revoked)
        for poll in self.polls:
            self.offsets[poll.tp] = poll.position
        say("revoked")
        if self._stubborn:
            await asyncio.Event().wait()

    def admits(self, tp: TP) -> bool:
        """Everything; says what was read as soon as there is something new."""
        total = sum(self.counts.values())
        if total != getattr(self, "_said", 0):
            self._said = total
            say(f"read {total}")
        return super().admits(tp)


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


async def main() -> None:
    """Run until told to stop."""
    settings = Settings.model_validate_json(sys.argv[1])
    await run_apps(app_of(settings, Talker(settings)))
    say("left")


if __name__ == "__main__":
    asyncio.run(main())
