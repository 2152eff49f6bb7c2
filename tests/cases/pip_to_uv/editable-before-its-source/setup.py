from setuptools import find_packages, setup

setup(name="app", packages=find_packages())
