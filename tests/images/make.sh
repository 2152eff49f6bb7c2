#!/usr/bin/env bash
# make.sh FOLDER: images that stand for python:3.12-alpine, python:3.12-slim and ghcr.io/astral-sh/uv, put
# together from packages of Debian, PyPI and npm alone, in a storage of buildah's of their own below FOLDER; and what
# `apk add` brings in them. See README.md.
# Prints nothing but errors; `. FOLDER/env.sh` makes buildah use them. Called again, it does nothing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
names=$here/../../transforms/data/apk-names.txt
python=${PYTHON:-python3}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

[ $# = 1 ] && [ "${1#/}" != "$1" ] || { echo "usage: make.sh FOLDER (an absolute path)" >&2; exit 2; }
top=${1%/}
work=$top/work
musl=$work/musl
slim=$work/slim
mkdir -p "$top"
exec 9> "$top/.lock"
flock 9
recipe=$(cd "$here" && find make.sh python_main.c packages.sh python.sh cpython.tar.xz standin "$names" -type f ! -name '*.pyc' | sort \
    | xargs -d '\n' cat | sha256sum | cut -d' ' -f1)
[ "$(cat "$top/made" 2> /dev/null)" != "$recipe" ] || exit 0

log=$top/make.log
: > "$log"
step=start
trap 'code=$?; [ $code = 0 ] || { echo "make.sh: failed at: $step" >&2; tail -20 "$log" >&2; }' EXIT
quiet() { "$@" >> "$log" 2>&1; }
mirror=$(apt-get indextargets --format '$(SITE)' | sed 's#/*$##' | grep -E '/debian$' | head -1) || true
[ -n "$mirror" ] || { echo "make.sh: apt has no mirror of Debian" >&2; exit 1; }

# An apt of its own: what is downloaded here is not installed on this machine.
debian_packages() {
    local apt=$work/apt
    mkdir -p "$work/debs" "$work/sources" "$apt"/{lists/partial,cache/archives/partial,state,sources.d}
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' "$mirror" $keyring \
        > "$apt/sources.d/binary.sources"
    printf 'Types: deb-src\nURIs: %s\nSuites: bookworm\nComponents: main\nSigned-By: %s\n' "$mirror" $keyring \
        > "$apt/sources.d/source.sources"
    cat > "$work/apt.conf" << END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/sources.d";
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
    quiet env APT_CONFIG="$work/apt.conf" apt-get update
    quiet env APT_CONFIG="$work/apt.conf" apt-get install -y --download-only --no-install-recommends musl musl-dev \
        busybox-static bash curl gcc-14 gettext-base git jq make netcat-openbsd openssh-client patch pkgconf tar \
        libffi-dev libpq-dev libssl-dev linux-libc-dev zlib1g-dev apache2-utils dumb-init postgresql-client \
        redis-tools rsync sqlite3 tini tzdata unzip xz-utils zip
    mv "$apt"/cache/archives/*.deb "$work/debs/"
    (cd "$work/sources" && quiet env APT_CONFIG="$work/apt.conf" apt-get source --download-only zlib/bookworm)
}

musl_root() {
    local each include
    mkdir -p "$musl"/{bin,sbin,lib,usr/bin,usr/sbin,usr/lib,etc/ssl/certs,etc/apk,proc,sys,dev,root,home} \
        "$musl"/{var/cache,var/log,var/lib,opt,run,srv,media,mnt}
    install -d -m 1777 "$musl/tmp" "$musl/var/tmp"
    chmod 700 "$musl/root"
    for each in musl musl-dev busybox-static tzdata; do dpkg-deb -x "$work"/debs/${each}_*.deb "$work/unpacked"; done
    mkdir -p "$musl/usr/share"
    cp -a "$work/unpacked/usr/share/zoneinfo" "$musl/usr/share/"
    include=$work/unpacked/usr/include/x86_64-linux-musl
    compile=(gcc -nostdlib -nostdinc -isystem "$include" -isystem "$(gcc -print-file-name=include)")
    install_python $version "$musl" musl musllinux "${compile[@]}"
    # Wheels for musl count on the distribution's libz.so.1.
    quiet dpkg-source --no-check -x "$work"/sources/zlib_*.dsc "$work/zlib"
    (cd "$work/zlib" && quiet "${compile[@]}" -O2 -fPIC -shared -DHAVE_UNISTD_H -DHAVE_HIDDEN -D_LARGEFILE64_SOURCE=1 \
        -Wl,-soname,libz.so.1 -Wl,--version-script=zlib.map -o "$musl/usr/lib/libz.so.1" \
        adler32.c compress.c crc32.c deflate.c gz*.c inf*.c trees.c uncompr.c zutil.c)
    install -m 755 "$work/unpacked/usr/lib/x86_64-linux-musl/libc.so" "$musl/lib/ld-musl-x86_64.so.1"
    ln -s ld-musl-x86_64.so.1 "$musl/lib/libc.musl-x86_64.so.1"
    ln -s ../../lib/ld-musl-x86_64.so.1 "$musl/usr/bin/ldd"
    busybox_into "$musl"
    cp "$names" "$musl/etc/apk/known-packages"
    accounts_into "$musl/etc"
    printf 'NAME="stands for python:3.12-alpine"\nID=stand-in\nPRETTY_NAME="a stand-in, not Alpine Linux"\n' \
        > "$musl/etc/os-release"
    printf '/bin/sh\n' > "$musl/etc/shells"
    touch "$musl/etc/resolv.conf" "$musl/etc/hosts"
    echo 'hosts: files dns' > "$musl/etc/nsswitch.conf"
    ln -s certs/ca-certificates.crt "$musl/etc/ssl/cert.pem"
}

busybox_into() {
    local each
    cp "$work/unpacked/usr/bin/busybox" "$1/bin/busybox"
    for each in $("$1/bin/busybox" --list-full); do
        case ${each##*/} in dpkg | dpkg-deb | rpm | rpm2cpio | busybox) continue ;; esac
        [ -e "$1/$each" ] || [ -L "$1/$each" ] || { mkdir -p "$1/$(dirname "$each")"; ln -s /bin/busybox "$1/$each"; }
    done
    install -m 755 "$here/standin/adduser" "$here/standin/addgroup" "$1/usr/sbin/"
    install -m 755 "$here/standin/getent" "$1/usr/bin/"
    install -m 755 "$here/standin/apk" "$1/sbin/"
    [ -e "$1/sbin/nologin" ] || ln -s ../usr/sbin/nologin "$1/sbin/nologin"
}

# Alpine's names and numbers, so that what is taken there is taken here.
accounts_into() {
    local each
    while IFS=: read -r name user group home shell; do
        echo "$name:x:$user:$group:$name:$home:$shell"
    done > "$1/passwd" << 'END'
root:0:0:/root:/bin/sh
bin:1:1:/bin:/sbin/nologin
daemon:2:2:/sbin:/sbin/nologin
lp:4:7:/var/spool/lpd:/sbin/nologin
sync:5:0:/sbin:/bin/sync
shutdown:6:0:/sbin:/sbin/shutdown
halt:7:0:/sbin:/sbin/halt
mail:8:12:/var/mail:/sbin/nologin
news:9:13:/usr/lib/news:/sbin/nologin
uucp:10:14:/var/spool/uucppublic:/sbin/nologin
cron:16:16:/var/spool/cron:/sbin/nologin
ftp:21:21:/var/lib/ftp:/sbin/nologin
sshd:22:22:/dev/null:/sbin/nologin
games:35:35:/usr/games:/sbin/nologin
ntp:123:123:/var/empty:/sbin/nologin
guest:405:100:/dev/null:/sbin/nologin
nobody:65534:65534:/:/sbin/nologin
END
    for each in root:0 bin:1 daemon:2 sys:3 adm:4 tty:5 disk:6 lp:7 kmem:9 wheel:10 floppy:11 mail:12 news:13 uucp:14 \
        cron:16 audio:18 cdrom:19 dialout:20 ftp:21 sshd:22 input:23 tape:26 video:27 netdev:28 kvm:34 games:35 \
        shadow:42 www-data:82 users:100 ntp:123 abuild:300 utmp:406 ping:999 nogroup:65533 nobody:65534; do
        echo "${each%:*}:x:${each#*:}:"
    done > "$1/group"
    sed 's/^\([^:]*\):.*/\1:!::0:::::/; s/^root:!/root:*/' "$1/passwd" > "$1/shadow"
    chmod 640 "$1/shadow"
}

slim_root() {
    mmdebstrap --variant=minbase --include=ca-certificates,netbase,tzdata --keyring=$keyring bookworm "$slim" "$mirror" \
        > "$top/slim.log" 2>&1
}

# What Dockerfiles on an older Debian install by a name that Debian 12 has no package of, from a folder in the image.
renamed_packages() {
    local name=netcat package=netcat-traditional from=/var/lib/renamed control=$work/renamed/DEBIAN/control
    mkdir -p "${control%/*}" "$slim$from"
    printf 'Package: %s\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDepends: %s\nDescription: %s\n' \
        $name $package "what was called $name" > "$control"
    quiet dpkg-deb --root-owner-group -b "$work/renamed" "$slim$from/$name.deb"
    { cat "$control"; echo "Filename: ./$name.deb"; echo "Size: $(stat -c %s "$slim$from/$name.deb")"
      echo "SHA256: $(sha256sum "$slim$from/$name.deb" | cut -d' ' -f1)"; } > "$slim$from/Packages"
    echo "deb [trusted=yes] file:$from ./" > "$slim/etc/apt/sources.list.d/renamed.list"
}

slim_python() {
    local each
    install_python $version "$slim" gnu manylinux gcc
    for each in /usr/local/share/ca-certificates/*.crt; do
        [ ! -e "$each" ] || install -D -m 644 "$each" "$slim/usr/local/share/ca-certificates/${each##*/}"
    done
    sed -i 's/^PRETTY_NAME=.*/PRETTY_NAME="Debian 12 with a CPython that stands for python:3.12-slim"/' "$slim/etc/os-release"
    rm -rf "$slim"/var/lib/apt/lists/* "$slim"/var/cache/apt/*.bin "$slim/etc/resolv.conf"
    touch "$slim/etc/resolv.conf"
    find "$slim/dev" -mindepth 1 -delete 2> /dev/null || true
}

storage() {
    local driver container
    for driver in overlay vfs; do
        printf '[storage]\ndriver="%s"\nrunroot="%s/run-%s"\ngraphroot="%s/images-%s"\n' \
            $driver "$top" $driver "$top" $driver > "$top/storage.conf"
        printf '[containers]\nvolumes=["%s:/var/lib/packages:ro","%s:/var/cache/zig"]\n' "$top/packages" "$top/zig" \
            > "$top/containers.conf"
        printf 'export STORAGE_DRIVER=%s\nexport BUILDAH_ISOLATION=chroot\n' $driver > "$top/env.sh"
        printf 'export CONTAINERS_STORAGE_CONF=%q/storage.conf\nexport CONTAINERS_CONF=%q/containers.conf\n' "$top" "$top" \
            >> "$top/env.sh"
        . "$top/env.sh"
        if container=$(buildah from scratch 2>> "$log") && quiet buildah mount "$container"; then
            quiet buildah rm "$container"
            return 0
        fi
    done
    return 1
}

# image TAG SOURCE… -- CONFIGURATION…
image() {
    local tag=$1 container sources=()
    shift
    while [ "$1" != -- ]; do
        sources+=("$1")
        shift
    done
    shift
    container=$(buildah from scratch)
    quiet buildah add -q "$container" "${sources[@]}" /
    [ $# = 0 ] || quiet buildah config "$@" "$container"
    quiet buildah commit -q --format docker "$container" "$tag"
    quiet buildah rm "$container"
}

works() {
    local container
    container=$(buildah from --pull-never "$1")
    quiet buildah run "$container" -- python -c "
import bz2, ctypes, lzma, sqlite3, ssl, venv, zlib
assert '$2' in open('/proc/self/maps').read()
"
    quiet buildah rm "$container"
}

. "$here/packages.sh"
. "$here/python.sh"
rm -rf "$work" "$store"
mkdir -p "$work" "$store" "$top/zig"
step="the root file system of Debian"
slim_root &
debian=$!
step="packages of Debian"
debian_packages
step="packages of PyPI and npm"
python_packages
step="the root file system on musl"
musl_root
step="packages for apk"
packages
step="the root file system of Debian ($top/slim.log)"
wait $debian
renamed_packages
slim_python
step="storage"
storage
step="images"
environment=(--env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin --env LANG=C.UTF-8
    --env PYTHON_VERSION=$full --cmd '["python3"]')
image docker.io/library/python:3.12-alpine "$musl" -- "${environment[@]}"
image docker.io/library/python:3.12-slim "$slim" -- "${environment[@]}"
image ghcr.io/astral-sh/uv:0.13 "$work/uv" -- --entrypoint '["/uv"]'
step="do they work"
works python:3.12-alpine ld-musl
works python:3.12-slim libc.so.6
rm -rf "$work"
echo "$recipe" > "$top/made"
