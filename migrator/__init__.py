"""The engine of dfmigrate: mechanism without opinions about Dockerfiles."""

OWNER = "dfmigrate"
