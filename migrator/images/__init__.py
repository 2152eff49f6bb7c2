"""References to images, and what is known of the images that a FROM names."""
