"""Whether a worker lives and is ready, asked over HTTP in a thread of its own."""
