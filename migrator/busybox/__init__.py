"""Debian's commands, accounts and paths in the words of busybox."""
