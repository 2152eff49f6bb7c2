NAME = "a project without its requirements"
