"""Since when a customer is known, when last seen, by which channels."""

from typing import Final

from harken.document import Profile

CHANNELS: Final = 6
OTHER: Final = "other"


def notice(profile: Profile, ts_ms: int, channel: str | None) -> None:
    """The customer did something at `ts_ms` (epoch milliseconds)."""
    if ts_ms > profile.last_seen_ms:
        profile.last_seen_ms = ts_ms
    elif ts_ms < profile.first_seen_ms:
        profile.first_seen_ms = ts_ms
    if channel is None:
        return
    channels = profile.channels
    count = channels.get(channel)
    if count is not None:
        channels[channel] = count + 1
        return
    channels[channel] = 1
    if len(channels) > CHANNELS + (OTHER in channels):
        rarest = min((name for name in channels if name != OTHER), key=lambda name: (channels[name], name))
        channels[OTHER] = channels.get(OTHER, 0) + channels.pop(rarest)
