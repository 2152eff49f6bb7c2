from python:3.12-slim
env LONG one \
    # a comment stays
    two
maintainer Ann "the $boss" <ann@example.com>
cmd python \
    # and this one
	-m app
