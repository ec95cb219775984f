"""The real data through a real Kafka and Redis: `make real` (see `__main__.py`)."""
