from setuptools import setup

setup(
    name="service",
    install_requires=["flask"],
    classifiers=["Programming Language :: Python :: 3.8", "Programming Language :: Python :: 3.9"],
)
