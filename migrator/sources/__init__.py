"""What the image's own sources say: which files those are, and Python read with its names and places."""
