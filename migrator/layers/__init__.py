"""What an instruction reads and writes, and the order of layers that follows from it."""
