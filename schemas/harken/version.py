"""Which harken this is, as the installed package says."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def harken_version() -> str:
    """The version of the installed package; `0+unknown` where only the sources are on the path."""
    try:
        return version("harken")
    except PackageNotFoundError:
        return "0+unknown"
