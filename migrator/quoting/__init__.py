"""Which words of a script may get quotes, and mean the same."""
