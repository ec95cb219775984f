"""Where tests get a Kafka and a Redis from; docs/development.md says in which order they are looked for."""
