"""apt command lines, and how they become apk."""
