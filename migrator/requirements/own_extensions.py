"""Projects of the build context that have code of their own to compile."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.paths import joined_path
from migrator.requirements.install_options import LEAVES_PROJECT_OUT, InstallLine
from migrator.requirements.project_files import Table, table
from migrator.requirements.project_tables import project_table

_EXTENSIONS = re.compile(
    r"^[^#\n]*(?:\b(?:ext_modules|cffi_modules)[\"']?\s*[=:]|\b\w*Extension\s*\(|\bcythonize\s*\()",
    re.MULTILINE,
)
_OF_CPP = re.compile(
    r"[\"'](?:c\+\+|cpp)[\"']|\.(?:cpp|cc|cxx)\b|\b(?:Pybind11|Cpp)Extension\b|\bCXX\b|\b(?:pybind11|nanobind)_add"
)
_SAY_THE_LANGUAGE = ("setup.py", "pyproject.toml", "meson.build", "CMakeLists.txt")
_CPP_FILES = ("*.cpp", "*.cc", "*.cxx")
_COMPILING_BACKENDS = frozenset({"mesonpy", "scikit_build_core.build", "skbuild"})
_RUST_BACKENDS = frozenset({"maturin", "setuptools_rust"})


def has_extensions(build: BuildContext, folder: str) -> bool:
    """Tell whether the project in a folder compiles C, C++ or Rust when it is installed."""
    project = project_table(build, joined_path(folder, "pyproject.toml")) or {}
    scripts = ("setup.py", table(project, "tool", "poetry", "build").get("script"))
    texts = (build.read(joined_path(folder, name)) for name in scripts if isinstance(name, str))
    if any(_EXTENSIONS.search(text or "") for text in texts):
        return True
    if _backend(project) in _COMPILING_BACKENDS | _RUST_BACKENDS:
        return True
    return bool(table(project, "tool", "setuptools").get("ext-modules"))


def is_built_by(tool: str, line: InstallLine, build: BuildContext, folder: str) -> bool:
    """Tell whether uv, Poetry or PDM builds the project in a folder beside installing what it asks for."""
    project = project_table(build, joined_path(folder, "pyproject.toml")) or {}
    if line.has(*LEAVES_PROJECT_OUT, "--no-self", "--only-group", "--only-dev"):
        return False
    if tool == "uv":
        said = table(project, "tool", "uv").get("package")
        return said if isinstance(said, bool) else "build-system" in project
    left_out = (
        table(project, "tool", "poetry").get("package-mode"),
        table(project, "tool", "pdm").get("distribution"),
    )
    return tool in ("poetry", "pdm") and False not in left_out


def is_of_cpp(build: BuildContext, folder: str) -> bool:
    """Tell whether C++ may be among what the project in a folder compiles."""
    texts = (build.read(joined_path(folder, name)) or "" for name in _SAY_THE_LANGUAGE)
    patterns = (joined_path(folder, f"**/{name}") for name in _CPP_FILES)
    return any(_OF_CPP.search(text) for text in texts) or bool(build.files(*patterns))


def is_of_rust(build: BuildContext, folder: str) -> bool:
    """Tell whether the project in a folder compiles Rust: what that makes loads libgcc on musl."""
    project = project_table(build, joined_path(folder, "pyproject.toml")) or {}
    setup = build.read(joined_path(folder, "setup.py")) or ""
    return _backend(project) in _RUST_BACKENDS or "RustExtension" in setup


def _backend(project: Table) -> object:
    return table(project, "build-system").get("build-backend")
