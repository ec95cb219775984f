"""Text of every language as hashed tokens, and what is learned from them: whether it is good, and what it is about."""
