"""`harken topics`: create them, or check that they are as they must be."""


def create() -> None:
    """Create the topics that are missing; those that are there are checked, never changed."""
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.topics import check_topics, create_topics  # noqa: PLC0415  # quick help

    settings = load_settings()
    create_topics(settings)
    check_topics(settings)
    print(f"all topics are there (prefix {settings.topic_prefix}, {settings.partitions} partitions)")


def check() -> None:
    """Check that all topics are there with equal partitions."""
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.topics import check_topics  # noqa: PLC0415  # quick help

    settings = load_settings()
    check_topics(settings)
    print(f"all topics are as they must be (prefix {settings.topic_prefix}, {settings.partitions} partitions)")
