"""What a worker counts and measures, and how others see it (Prometheus)."""
