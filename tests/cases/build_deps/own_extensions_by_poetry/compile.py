from setuptools import Extension


def build(options: dict[str, object]) -> None:
    options["ext_modules"] = [Extension("shelves.index", ["index.c"])]
