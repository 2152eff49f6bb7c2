"""What the build of an image leaves for root alone: files in root's home, files that it must write."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.busybox.debian_accounts import NewGroup, NewUser, Request, account_request
from migrator.dockerfile import Dockerfile, Instruction, assignments, copy_parts
from migrator.line_names import named_line
from migrator.paths import within
from migrator.records import dataclass
from migrator.requirements.installers import PIP, installer_words
from migrator.service.account_commands import busybox_request
from migrator.service.app_folders import AppFolders, is_own
from migrator.service.listening import called
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners


@dataclass(frozen=True, slots=True)
class RootNeed:
    """Something that needs root: the line, what it is, and the way out."""

    line: int
    what: str
    way_out: str


_HOME = re.compile(r"(?:^|[\s=:\"'])(?:/root(?:/|\b)|~/|~(?=[\s\"']|$)|\$HOME\b|\$\{HOME\})")
_WRITTEN = re.compile(
    r"(?:\w+_)?(?:DATA|LOGS?|LOGGING|UPLOADS?|MEDIA|CACHE|STORAGE|OUTPUTS?|BACKUPS?|DB|DATABASE|SQLITE)"
    r"(?:_\w+)?_?(?:DIR|DIRECTORY|FOLDER|PATH|FILE|ROOT)"
)
_OF_INSTALLERS = ("PIP_", "PIPENV_", "PIPX_", "UV_", "POETRY_", "PDM_", "CONDA_", "NPM_", "YARN_", "CCACHE_")
"""How variables begin that name places of programs which only the build calls."""
_ARCHIVE = re.compile(r"^(?!.*://).*\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz)$", re.IGNORECASE)
BY_HAND = "create the user by hand, and give it what it needs"
_GIT_SETTING = re.compile(r"\bconfig\b.* --global\b.* (?:safe\.directory|user\.|credential\.)")
"""What git reads when the application calls it; an ``insteadOf`` or a proxy is for the build."""
_UNPACKERS = frozenset({"unzip", "tar", "bsdtar"})
_ELSEWHERE = "put it outside of /root, for instance in /opt"

_MANAGERS = frozenset({"apk", "apt", "apt-get", "aptitude"})
_INSTALLS = frozenset({"install", "add"})
_FOR_ROOT_NAMES = (
    "arp-scan bluez ethtool fping hdparm hping3 i2c-tools ipset iptables masscan nftables nmap nvme-cli"
    " openvpn smartmontools tcpdump tshark wireguard-tools wireless-tools zmap"
)
_FOR_ROOT = frozenset(_FOR_ROOT_NAMES.split())
"""Packages of programs that open devices and raw sockets or set up the network."""

_HARMLESS_NAMES = (
    "apt-get apt aptitude apk dpkg ldconfig update-ca-certificates locale-gen fc-cache"
    " update-alternatives dpkg-reconfigure debconf-set-selections localedef update-locale"
    " add-apt-repository apt-key gpg mkdir rm rmdir cp mv ln install chmod curl wget tar unzip"
    " gunzip bunzip2 xz gzip git echo printf cat tee sed awk grep find xargs sort head tail cut tr test"
    " [ [[ true false : cd export set unset exit which command type ls pwd date uname id du sleep"
    " sha256sum sha512sum sha1sum md5sum strip ar dpkg-deb env read return make cmake ninja meson"
    " configure gcc g++ cc cargo rustup go node npm npx yarn pnpm corepack msgfmt pybabel sass"
    " tailwindcss shift eval trap wait virtualenv dos2unix basename dirname readlink realpath stat file"
    " diff patch apt-mark apt-cache dpkg-query lsb_release mktemp nproc seq uniq wc get-pip.py"
)
_HARMLESS = frozenset(_HARMLESS_NAMES.split())
"""Commands of a build that leave nothing behind that the application has to write."""

MANAGE_HARMLESS = frozenset(
    {"collectstatic", "compilemessages", "compilejsi18n", "compilescss", "check", "compress", "tailwind"}
)
_MODULES_HARMLESS = frozenset(
    {"pip", "venv", "virtualenv", "compileall", "ensurepip", "uv", "spacy", "build"}
)


def needs_of_the_build(folders: AppFolders) -> Iterator[RootNeed]:
    """Give what the build leaves where only root reads or writes it, line by line."""
    dockerfile = folders.dockerfile
    for one in folders.instructions:
        if one.keyword == "ONBUILD":
            yield RootNeed(one.line, "ONBUILD runs in the build of another image, as root", BY_HAND)
        elif one.keyword == "RUN":
            yield from _run(folders, one)
        elif one.keyword in ("COPY", "ADD"):
            yield from _copy(folders, one)
        elif one.keyword in ("ENV", "WORKDIR", "VOLUME") and _HOME.search(f" {one.value.text}"):
            yield from _setting(dockerfile, one)
        elif one.keyword == "ENV":
            yield from _named(folders, one)


def _setting(dockerfile: Dockerfile, one: Instruction) -> Iterator[RootNeed]:
    names = [pair.name for pair in assignments(one) if pair.value and _HOME.search(f" {pair.value.text}")]
    text = one.value.text if one.keyword != "ENV" else ", ".join(names)
    if "/root" in one.value.text or dockerfile.environment(one).get("HOME") in (None, "/root"):
        yield RootNeed(
            one.line, f"{one.keyword} {text} is in root's home, which others cannot enter", _ELSEWHERE
        )


def _named(folders: AppFolders, one: Instruction) -> Iterator[RootNeed]:
    """Give what ENV names as a place to write to that no instruction makes, or brings to be read."""
    environment = folders.dockerfile.environment(one)
    for pair in assignments(one):
        value = environment.expand(pair.value.plain) if pair.value is not None else None
        scheme, _, path = (value or "").partition(":///")
        if not scheme.startswith("sqlite"):
            written = _WRITTEN.fullmatch(pair.name) and not pair.name.startswith(_OF_INSTALLERS)
            path = value if value is not None and written else ""
        if not is_own(path) or folders.holds(path) or _is_brought(folders, path):
            continue
        folder = posixpath.dirname(path) if "." in posixpath.basename(path) else path
        what = f"{pair.name} names {path}, which is not the application's"
        yield RootNeed(one.line, what, f"RUN mkdir -p {folder}: then it is given away")


def _is_brought(folders: AppFolders, path: str) -> bool:
    copies = (each for each in folders.instructions if each.keyword in ("COPY", "ADD"))
    places = (folders.path(each, copy_parts(each).destination.text) for each in copies)
    return any(place and (within(place, path) or within(path, place)) for place in places if place != "/")


def _copy(folders: AppFolders, one: Instruction) -> Iterator[RootNeed]:
    parts = copy_parts(one)
    path = folders.path(one, parts.destination.text)
    if path is None:
        yield RootNeed(
            one.line, f"where {parts.destination.text} lies is not known before the build", BY_HAND
        )
    elif path == "/root" or path.startswith("/root/"):
        yield RootNeed(one.line, f"{path} is in root's home, which others cannot enter", _ELSEWHERE)
    elif one.keyword == "ADD" and any(_ARCHIVE.search(word.text) for word in parts.sources):
        yield RootNeed(
            one.line, f"what ADD unpacks into {path} keeps the owners that the archive names", BY_HAND
        )
    elif any("://" in word.text for word in parts.sources) and not _is_made_readable(folders, one, path):
        yield RootNeed(one.line, f"ADD gives what it downloads to root alone ({path})", "add --chmod=644")
    elif parts.chmod is not None and parts.chmod[-1:] == "0" and parts.chown is None:
        yield RootNeed(
            one.line, f"--chmod={parts.chmod} lets nobody but root read {path}", "let others read it"
        )


def _is_made_readable(folders: AppFolders, one: Instruction, path: str) -> bool:
    parts = copy_parts(one)
    later = (each for each in folders.instructions if each.span.start > one.span.start)
    named = any("chmod" in each.value.text and path.rstrip("/") in each.value.text for each in later)
    owned = any(within(path, folder) for folder in folders.written)
    return parts.chmod is not None or parts.chown is not None or named or owned


def _run(folders: AppFolders, one: Instruction) -> Iterator[RootNeed]:
    script = script_at(folders.dockerfile, one)
    if script.opaque is not None:
        yield RootNeed(one.line, f"what {named_line(one.line)} leaves is not known: {script.opaque}", BY_HAND)
    commands = [behind_runners(unwrap(command)) for command in script.commands]
    makes_user = any(isinstance(_account(command), NewUser) for command in commands)
    for command in commands:
        if makes_user and isinstance(_account(command), NewGroup):
            continue  # the user that is made for it is told of
        need = _of_command(folders, one, command)
        if need is not None:
            yield need
            return


def _account(command: Command) -> Request | None:
    return account_request(command) or busybox_request(command)


def _for_root(command: Command) -> str:
    """Give a package that a command installs and that does its work for root alone; empty for none."""
    words = [word.unquoted.partition("=")[0] for word in command.words]
    installs = program(command) in _MANAGERS and not _INSTALLS.isdisjoint(words)
    return next((word for word in words if word in _FOR_ROOT), "") if installs else ""


def _of_command(folders: AppFolders, one: Instruction, command: Command) -> RootNeed | None:
    name = program(command) or ""
    text = " ".join(word.text for word in command.words)
    request = _account(command)
    if isinstance(request, NewUser):
        user = request.name.text
        hint = f"add USER {user} where the application no longer needs root"
        return RootNeed(one.line, f"the user {user} is created but never switched to", hint)
    if request is not None or name in ("chown", "chgrp"):
        return RootNeed(one.line, f"{name} prepares for another user already", BY_HAND)
    if tool := _for_root(command):
        return RootNeed(one.line, f"{tool} is installed, which does its work for root alone", BY_HAND)
    if _HOME.search(f" {text}") and name not in ("rm", "echo", "export"):
        return RootNeed(one.line, f"{name} uses root's home, which others cannot enter", _ELSEWHERE)
    if name == "touch" and (file := _own_file(folders, one, command)):
        hint = "let the application create it, or copy it"
        return RootNeed(one.line, f"{file} belongs to root, and the application may write to it", hint)
    if name == "git" and _GIT_SETTING.search(text):
        return RootNeed(one.line, "git config --global writes to root's home", "use git config --system")
    if (place := _fetched(folders, one, name, command)) is not None:
        what = f"what {name} brings to {place} belongs to root, and the application may write to it"
        return RootNeed(one.line, what, "COPY it with --chown from a stage that fetches it")
    if name == "chmod" and any(
        re.fullmatch(r"0?[0-7]{2}0|.*[go]{1,2}-[rwx]+", word.text) for word in command.words[1:]
    ):
        return RootNeed(one.line, f"`{text}` keeps others out", "let others read it")
    return _of_installer(folders, one, command) or _of_program(folders, one, command)


def _fetched(folders: AppFolders, one: Instruction, name: str, command: Command) -> str | None:
    """Give where a command puts what the service is started from: no context has it, so it is not read."""
    here, started = workdir_at(folders.dockerfile, one) or "/", folders.workdir or "/"
    operands = [word.plain for word in command.words[1:] if not word.plain.startswith("-")]
    places = [folders.path(one, text) for text in operands if text.startswith("/")]
    if name == "git" and operands[:1] == ["clone"]:
        url = next((text for text in operands if "://" in text or "@" in text), "")
        own = posixpath.basename(url.rstrip("/")).removesuffix(".git")
        if not places and own and own in started.split("/"):
            return started  # also behind `cd`
        places = places or [here if operands[-1:] == ["."] else posixpath.join(here, own)]
    elif name in _UNPACKERS and not any(folders.copied()):
        places = places or [here]
    else:
        return None
    return next((path for path in places if path not in (None, "/") and within(started, path)), None)


def _own_file(folders: AppFolders, one: Instruction, command: Command) -> str:
    paths = (folders.path(one, word.text) for word in command.words[1:] if not word.text.startswith("-"))
    return next((path for path in paths if path is None or is_own(path)), "") or ""


def _of_installer(folders: AppFolders, one: Instruction, command: Command) -> RootNeed | None:
    """Say where an installer puts what it installs, if that is root's home."""
    found = installer_words(command)
    name, rest = (found[0], found[1:]) if found else ("", ())
    environment = folders.dockerfile.environment(one)
    if PIP.fullmatch(name) and "--user" in rest:
        return RootNeed(one.line, "pip --user installs into root's home", "install without --user")
    if name == "poetry" and "install" in rest and not _poetry_is_global(folders, one):
        hint = "set POETRY_VIRTUALENVS_CREATE=false, or POETRY_VIRTUALENVS_IN_PROJECT=true"
        return RootNeed(one.line, "Poetry's environment is in root's home", hint)
    if name == "pipenv" and "--system" not in rest and environment.get("PIPENV_VENV_IN_PROJECT") is None:
        return RootNeed(
            one.line, "Pipenv's environment is in root's home", "use --system, or PIPENV_VENV_IN_PROJECT=1"
        )
    if (
        name == "uv"
        and rest[:2] == ("python", "install")
        and environment.get("UV_PYTHON_INSTALL_DIR") is None
    ):
        return RootNeed(one.line, "uv installs Python into root's home", "set UV_PYTHON_INSTALL_DIR")
    if (name == "uv" and rest[:2] == ("tool", "install")) or name == "pipx":
        return RootNeed(one.line, f"{name} installs tools into root's home", "install with pip or uv pip")
    return None


def _poetry_is_global(folders: AppFolders, one: Instruction) -> bool:
    environment = folders.dockerfile.environment(one)
    create = (environment.get("POETRY_VIRTUALENVS_CREATE") or "").lower() in ("false", "0")
    inside = (environment.get("POETRY_VIRTUALENVS_IN_PROJECT") or "").lower() in ("true", "1")
    runs = (each.value.text for each in folders.instructions if each.keyword == "RUN")
    pattern = re.compile(r"virtualenvs\.create\s+(?:--local\s+)?false|virtualenvs\.in-project\s+true")
    return create or inside or any(pattern.search(text) for text in runs)


def _is_at_home(folders: AppFolders, one: Instruction) -> bool:
    """Tell whether a RUN stays in a folder of the application: its Makefile may do anything."""
    folder = workdir_at(folders.dockerfile, one)
    return folder in folders.written and "cd " not in one.value.text and " -C" not in one.value.text


def _of_program(folders: AppFolders, one: Instruction, command: Command) -> RootNeed | None:
    """Say of a command that is not known to be harmless what it may leave behind."""
    name, arguments = called(command)
    installs = installer_words(command)
    known = (
        not command.words
        or (name in _HARMLESS and not (name == "make" and _is_at_home(folders, one)))
        or name == "touch"
        or (name in (".", "source") and arguments[:1] and arguments[0].endswith("/activate"))
        or bool(installs and re.fullmatch(r"pip[0-9.]*|uv|poetry|pipenv|pdm|setup\.py", installs[0]))
        or (name.startswith("-m ") and name[3:].partition(".")[0] in _MODULES_HARMLESS)
        or (name in ("manage.py", "django-admin", "flask") and bool(MANAGE_HARMLESS.intersection(arguments)))
        or (re.fullmatch(r"python[0-9.]*", name) is not None and "--version" in arguments)
    )
    if known:
        return None
    writer = name or command.words[0].text
    if writer in (".", "source") and arguments:
        writer = f"the script {arguments[0]}"
    what = f"what {writer} writes as root is not known"
    return RootNeed(one.line, what, "give its files to the user, or run it below USER")
