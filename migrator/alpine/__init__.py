"""What a move to Alpine needs, brings and forbids."""
