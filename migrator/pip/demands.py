"""What speaks against uv in the place of a pip that could be written as uv: each raises, with the way out."""

from __future__ import annotations

from migrator import regex as re
from migrator.pip.apt_modules import asked_again
from migrator.pip.command import PipCall, bare
from migrator.pip.configuration import Settings as Configured
from migrator.pip.files import FileFindings, FileRefusedError
from migrator.pip.image import Place, UnplacedError
from migrator.pip.late_packages import package_to_come
from migrator.pip.old_archives import old_archives
from migrator.pip.old_builds import held_setuptools, not_built_apart, old_builds
from migrator.pip.scene import Scene
from migrator.pip.table import PipTable
from migrator.pip.uv_command import UntranslatedError
from migrator.pip.variables import UnsetError, Variables
from migrator.requirements import Requirement
from migrator.requirements.installers import installs_packages
from migrator.versions import dotted

_BUILDS_EDITABLE = (3, 7)
"""The first Python for which there is a setuptools that builds what is installed with -e: 64, of 2022-08."""
_BUILDS_APART = (3, 12)
"""The first Python whose image has no setuptools: pip builds there as uv does."""
_KEYRING = re.compile(r"(?:keyrings?|artifacts-keyring)(?:[.\[=<>~].*)?")


def require_unseen(call: PipCall, place: Place, files: FileFindings, table: PipTable) -> None:
    """Raise UnplacedError where apt brought what is asked for: pip leaves it, uv hides it."""
    if again := list(asked_again(place.unseen, call, files, table)):
        reason = f"apt installed {', '.join(again[:3])}, which pip takes for installed and uv does not see"
        raise UnplacedError(reason, "take it from apt or from the index, not from both")


def require_no_old_archives(call: PipCall, files: FileFindings, table: PipTable) -> None:
    """Raise FileRefusedError where uv takes none of the versions that a requirement allows."""
    for one in old_archives(call, files, table):
        reason = f"{_place(one)}{one.name}{one.specifier} is published as .tar.bz2, which uv does not take"
        raise FileRefusedError(reason, "raise it to a version that has a wheel")


def require_no_old_builds(call: PipCall, scene: Scene, files: FileFindings, table: PipTable) -> None:
    """Raise where pip builds with an old setuptools that is installed: uv builds with the newest."""
    for one in old_builds(call, scene, files, table):
        has = "which the setuptools of this image has and the newest, with which uv builds, has not"
        raise FileRefusedError(f"{_place(one)}{one.name}{one.specifier} needs 2to3, {has}", "raise it first")
    for one in not_built_apart(call, files, table):
        reason = (
            f"{_place(one)}{one.name} builds only beside what is installed before it, and uv builds apart"
        )
        raise FileRefusedError(reason, "uv pip install --no-build-isolation, with setuptools and wheel there")
    held = held_setuptools(call, scene) if call.name == "install" else ""
    if held:
        reason = f"{held} was installed before for what pip builds; uv builds with the newest"
        raise UntranslatedError(reason, "raise what needs the old one, or keep pip")


def require_editable_builds(call: PipCall, scene: Scene, files: FileFindings) -> None:
    """Raise where something is installed with -e on a Python whose setuptools cannot build that (PEP 660).

    pip has ``setup.py develop`` for it, uv has not.
    """
    python = scene.base.python
    if call.name != "install" or python is None or len(python) < 2 or python >= _BUILDS_EDITABLE:
        return
    version = dotted(python[:2])
    has = f"uv needs a setuptools that builds editable wheels, and Python {version} has none"
    hint = "install it without -e, or move to a newer Python first"
    if call.has("--editable"):
        raise UntranslatedError(f"-e: {has}", hint)
    for one in files.requirements:
        if one.editable:
            raise FileRefusedError(f"{_place(one)}-e: {has}", hint)


def require_source_of_editables(call: PipCall, scene: Scene) -> None:
    """Raise UntranslatedError where a project is installed with -e before its packages are in the image.

    pip with an installed setuptools and without pyproject.toml names the folder (``setup.py develop``), in
    which they are found later; uv builds a link to those that are there.
    """
    row, python = scene.base.row, scene.base.python
    own = row is not None and not row.distribution
    if call.name != "install" or (own and (python is None or python >= _BUILDS_APART)):
        return
    for one in call.given("--editable"):
        place = one.known or one.value
        if package := package_to_come(place, scene.dockerfile, scene.file.build, scene.instruction):
            reason = f"-e {place}: pip names the folder, uv links what is there, and {package} comes later"
            raise UntranslatedError(reason, "copy the source before it, or install the dependencies alone")


def require_image(foreign: str, *, by_pip: bool) -> None:
    """Raise UnplacedError where uv cannot be had for the machine that `foreign` tells.

    It is looked for in its image or, `by_pip`, in the index.
    """
    if foreign and by_pip:
        reason = f"{foreign}: pip cannot bring uv here, or finds none for this machine"
        raise UnplacedError(reason, "keep pip, or bring uv into the image by hand")
    if foreign:
        reason = f"{foreign}: there is no image of uv for this machine to be sure of"
        raise UnplacedError(reason, 'uv-from = "pip" takes uv from the index')


def require_no_keyring(call: PipCall, scene: Scene) -> None:
    """Raise UntranslatedError where pip would ask a keyring that was installed before: uv does not."""
    environment = scene.dockerfile.environment(scene.instruction)
    variables = any(environment.is_set(name) for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"))
    indexed = variables or call.has("--index-url", "--extra-index-url")
    if not indexed or call.has("--keyring-provider"):
        return
    for command in scene.commands_before(call.command, installs_packages):
        if any(_KEYRING.fullmatch(bare(word)) for word in command.words) and installs_packages(command):
            reason = "pip asks the keyring that was installed before for the index's password, uv does not"
            hint = "use uv's --keyring-provider subprocess, with a user in the URL"
            raise UntranslatedError(reason, hint)


def require_one_index(
    call: PipCall, scene: Scene, files: FileFindings, variables: Variables, settings: Configured
) -> None:
    """Raise where a file names the index and something else does: uv listens to that."""
    environment = scene.dockerfile.environment(scene.instruction)
    told = any(environment.is_set(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"))
    by_script = any("UV_DEFAULT_INDEX=" in edit.text for edit in variables.edits)
    configured_too = any(name == "--index-url" for name, _ in settings)
    if configured_too and (told or by_script):
        raise UnsetError("pip's configuration and a variable name the index", "name the index at one place")
    if files.index and (told or by_script or configured_too or call.has("--index-url")):
        reason = f"{files.index}: pip takes the index that is named here, uv the one named elsewhere"
        raise FileRefusedError(reason, "name the index at one place")


def _place(one: Requirement) -> str:
    return f"{one.origin}, line {one.line}: " if one.origin else ""
