"""First seen, last seen, channels."""

from harken.document import Profile
from harken.fold.profile import CHANNELS, OTHER, notice


def test_a_late_event_moves_the_first_time_and_not_the_last() -> None:
    profile = Profile(1000, 1000, {})
    for ts_ms in (3000, 500, 2000):
        notice(profile, ts_ms, None)
    assert (profile.first_seen_ms, profile.last_seen_ms) == (500, 3000)


def test_beyond_the_bound_the_rarest_channel_is_counted_as_other() -> None:
    profile = Profile(0, 0, {})
    for n in range(CHANNELS + 3):
        for _ in range(1 if n == 2 else 3):
            notice(profile, 0, f"channel-{n}")
    assert len(profile.channels) == CHANNELS + 1
    assert "channel-2" not in profile.channels
    assert sum(profile.channels.values()) == 3 * (CHANNELS + 2) + 1
    assert profile.channels[OTHER] > 0
