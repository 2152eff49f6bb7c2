from distutils.core import setup
setup(name="tool", version="1", install_requires=["requests"])
