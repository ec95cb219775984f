"""Progressive metrics: judged first, learned after."""
