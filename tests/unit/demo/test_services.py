"""Where the embedded pair cannot run."""

import sys

import pytest

from harken.demo.services import NoEmbeddedPair, refuse_unsupported


@pytest.mark.parametrize("platform", ["win32", "cygwin", "freebsd14"])
def test_where_the_pair_cannot_run_it_says_what_can_be_done(platform: str) -> None:
    with pytest.raises(NoEmbeddedPair, match=r"run this in WSL, or `docker-compose up` with Docker"):
        refuse_unsupported(platform)


def test_here_it_can_run() -> None:
    refuse_unsupported(sys.platform)
