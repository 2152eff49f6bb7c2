"""What an index has of the requirements of a file, asked through uv; only where the user wants it."""
