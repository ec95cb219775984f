"""From levels to alerts: the state machine of one kind, and the envelope of what it says."""
