"""Projects of the build context that have code of their own to compile."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.paths import joined_path
from migrator.requirements.project_files import table
from migrator.requirements.project_tables import project_table

_EXTENSIONS = re.compile(
    r"^[^#\n]*(?:\b(?:ext_modules|cffi_modules)[\"']?\s*[=:]|\b\w*Extension\s*\(|\bcythonize\s*\()",
    re.MULTILINE,
)
_OF_CPP = re.compile(r"[\"']c\+\+[\"']|\.(?:cpp|cc|cxx)\b|\b(?:Pybind11|Cpp)Extension\b")
_COMPILING_BACKENDS = frozenset({"mesonpy", "scikit_build_core.build", "skbuild"})


def has_extensions(build: BuildContext, folder: str) -> bool:
    """Tell whether the project in a folder compiles C or C++ when it is installed."""
    if _EXTENSIONS.search(build.read(joined_path(folder, "setup.py")) or ""):
        return True
    project = project_table(build, joined_path(folder, "pyproject.toml")) or {}
    backend = table(project, "build-system").get("build-backend")
    return backend in _COMPILING_BACKENDS or bool(table(project, "tool", "setuptools").get("ext-modules"))


def is_of_cpp(build: BuildContext, folder: str) -> bool:
    """Tell whether C++ may be among what the project in a folder compiles."""
    texts = (build.read(joined_path(folder, name)) or "" for name in ("setup.py", "pyproject.toml"))
    return any(_OF_CPP.search(text) for text in texts)
