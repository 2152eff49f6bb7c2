from setuptools import Extension, setup

setup(name="shelves", ext_modules=[Extension("shelves.index", ["index.c"])])
