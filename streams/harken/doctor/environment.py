"""Settings that are legal and still look wrong."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from harken.doctor.finding import Finding, Health
from harken.settings import PREFIX, Settings, variable

#: Variables with our prefix that are no settings: the tests' and the figures'.
OTHERS: Final = ("HARKEN_DATA",)
OTHERS_PREFIX: Final = "HARKEN_TEST_"
#: No stage of a lane is bounded by more: the time-outs of a taking, or of a delivery, one after the other.
SURE_TO_HANG_S: Final = 45.0


def look_at_environment(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Unknown variables, and settings that do not go together."""
    known = [variable(name) for name in Settings.model_fields]
    strange = [
        name
        for name in environ
        if name.startswith(PREFIX) and name not in (*known, *OTHERS) and not name.startswith(OTHERS_PREFIX)
    ]
    for name in sorted(strange):
        close = get_close_matches(name, known, 1)
        meant = f"is {close[0]} meant?" if close else "unset it; docs/reference/settings.md has all there are"
        yield Finding(Health.WARN, "settings", f"{name} is no setting", meant)
    if settings.step_s and settings.clock == "live":
        found = "HARKEN_STEP_S is set with HARKEN_CLOCK=live"
        yield Finding(Health.WARN, "settings", found, "a replay in step needs HARKEN_CLOCK=event")
    if settings.hung_s < SURE_TO_HANG_S:
        found = f"HARKEN_HUNG_S is {settings.hung_s:g}: a lane that waits for a slow broker may pass for hung"
        yield Finding(Health.WARN, "settings", found, f"at least {SURE_TO_HANG_S:g}, unless for a test")
    if not strange:
        yield Finding(Health.OK, "settings", f"instance {settings.instance}, clock {settings.clock}")
