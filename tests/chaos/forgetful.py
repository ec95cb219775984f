"""`harken worker` that remembers no event ids: whatever is applied twice counts twice.

In a worker as users run it an event that is read again is mostly recognised by its id; that would hide what this suite
looks for. Scenarios that are about such ids run `harken worker` itself.
"""

import dataclasses
import os
import sys

from harken import topology
from harken.activity import ActivityConfig
from harken.cli import main
from harken.settings import Settings
from tests.chaos.crash_points import SIGNALS, strike_at
from tests.chaos.switched_off import OFF, switch_off


def forget() -> None:
    """Make the fold's memory of event ids one of none."""
    real = topology.activity_config

    def forgetful(settings: Settings) -> ActivityConfig:
        return dataclasses.replace(real(settings), remember_s=0.0, remember_ids=0, remember_max=0)

    topology.activity_config = forgetful


if __name__ == "__main__":
    forget()
    if mechanism := os.environ.get(OFF):
        switch_off(mechanism)
    for variable, number in SIGNALS.items():
        if where := os.environ.get(variable):
            strike_at(where, number)
    sys.argv = ["harken", "worker", "--role", sys.argv[1]]
    main()
