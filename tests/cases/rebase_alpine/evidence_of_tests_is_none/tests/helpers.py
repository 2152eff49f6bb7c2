import imp

load = imp.load_source
