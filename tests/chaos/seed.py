"""The seed of a run: printed, and given again by HARKEN_CHAOS_SEED."""

import os
import random

VARIABLE = "HARKEN_CHAOS_SEED"


def session_seed() -> int:
    """What the environment says, or a new one."""
    return int(os.environ.get(VARIABLE) or random.SystemRandom().randrange(1 << 31))
