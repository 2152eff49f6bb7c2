try:
    from distutils.version import LooseVersion
except ImportError:
    LooseVersion = str

__all__ = ["LooseVersion"]
