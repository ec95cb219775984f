"""`harken asyncapi`: all topics and messages of this installation in one document."""


def asyncapi() -> None:
    """Print the AsyncAPI 3 document of all topics, with the names and numbers that are configured."""
    from harken.asyncapi import describe, written  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    print(written(describe(load_settings())), end="")
