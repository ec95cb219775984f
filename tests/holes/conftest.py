"""What the tests of Faust's holes share: settings of a worker on topics and a store of its own."""

import pytest

from harken.settings import Settings
from harken.topics import create_topics
from tests.holes.worker import settings_for


@pytest.fixture
def settings(kafka: str, fresh_redis_url: str, topic_prefix: str) -> Settings:
    """Settings of a worker whose topics are there."""
    settings = settings_for(kafka, fresh_redis_url, topic_prefix)
    create_topics(settings)
    return settings
