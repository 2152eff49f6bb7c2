"""pip's command lines, and how they become uv with their meaning kept."""
