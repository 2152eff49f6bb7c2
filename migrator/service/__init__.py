"""What runs in a container: how it starts, listens, is asked for its health, and what it needs of root."""
