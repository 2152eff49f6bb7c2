"""Evidence: builds a Dockerfile as it was and as it was migrated, and compares the two images."""
