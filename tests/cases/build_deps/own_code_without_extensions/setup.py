from setuptools import setup

# ext_modules=[Extension("shelves.index", ["index.cpp"])] was slower
setup(name="shelves")
