#!/usr/bin/env bash
# more.sh FOLDER: what builds of other people's Dockerfiles need beside what make.sh makes, in the same storage:
# python:3.12, that is python:3.12-slim with the compilers and headers of the full image; python:3.11, -slim and -alpine;
# and g++ for apk, which is zig, with a library of its own. It takes some minutes once, and 2 GB.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
"$here/make.sh" "$@"
top=${1%/}
work=$top/more
store=$top/packages
tools=$store/.tools
log=$top/more.log
exec 9> "$top/.lock"
flock 9
[ "$(cat "$top/more-made" 2> /dev/null)" != "$(cat "$top/made")" ] || exit 0
: > "$log"
trap 'code=$?; [ $code = 0 ] || tail -20 "$log" >&2' EXIT
quiet() { "$@" >> "$log" 2>&1; }
. "$here/python.sh"
. "$top/env.sh"

cxx=ziglang==0.15.2
old=3.11
old_library=pyodide@0.25.1
# What docker-library's buildpack-deps brings, without the image libraries that Python has no headers for.
full_image='autoconf automake bzip2 curl default-libmysqlclient-dev dpkg-dev file g++ gcc git gnupg libbz2-dev libc6-dev
    libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev
    liblzma-dev libmaxminddb-dev libncurses5-dev libncursesw5-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev
    libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev libyaml-dev make mercurial openssh-client patch pkg-config
    procps sq subversion unzip wget xz-utils zlib1g-dev'

# changed FROM TO COMMAND…: an image that a command has changed, which finds its root as $root
changed() {
    local from=$1 to=$2 container
    shift 2
    container=$(buildah from --pull-never "$from")
    root=$(buildah mount "$container")
    "$@"
    quiet buildah commit -q --format docker --squash "$container" "$to"
    quiet buildah rm "$container"
}

full() {
    local container
    container=$(buildah from --pull-never "$1-slim")
    quiet buildah run "$container" -- sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
        --no-install-recommends $(echo $full_image) && rm -rf /var/lib/apt/lists/*"
    quiet buildah commit -q --format docker "$container" "docker.io/library/$1"
    quiet buildah rm "$container"
}

# The library of Debian's Python, with the parts that Debian changed from elsewhere.
old_packages() {
    local each
    wheel $old --platform musllinux_1_2_x86_64 "$interpreter"
    wheel $old --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 "$interpreter"
    wheel $version pip
    mkdir -p "$work/debs" "$work/library-$old" "$work/cpython"
    (cd "$work/debs" && quiet apt-get download libpython$old-minimal libpython$old-stdlib libpython$old-dev)
    for each in "$work"/debs/*.deb; do dpkg-deb -x "$each" "$work/deb"; done
    (cd "$work" && quiet npm pack --silent $old_library && tar xzf pyodide-*.tgz package/python_stdlib.zip)
    unzip -q "$work/package/python_stdlib.zip" -d "$work/library-$old"
    rm -rf "$work"/library-$old/{_pyodide,pyodide,_sysconfigdata__ems*,site-packages}
    cp -rn "$work/deb/usr/lib/python$old/." "$work/library-$old/"
    rm -rf "$work"/library-$old/{EXTERNALLY-MANAGED,_distutils_system_mod.py,_sysconfigdata__*,config-*,lib-dynload,ensurepip}
    cp -r "$here/standin/ensurepip" "$work/library-$old/"
    mkdir "$work/library-$old/ensurepip/_bundled"
    cp "$work"/wheels/pip-*.whl "$work/library-$old/ensurepip/_bundled/"
    cp -r "$work/deb/usr/include/python$old" "$work/include-$old"
    cp "$work/deb/usr/include/x86_64-linux-gnu/python$old/pyconfig.h" "$work/include-$old/"
    tar -C "$work/cpython" -xJf "$here/cpython.tar.xz"
    cp "$work"/cpython/lib/_sysconfigdata__linux_x86_64-linux-gnu.py "$work/sysconfigdata.py"
}

old_python() {
    rm -rf "$root"/usr/local/{bin,include,lib}/{python,pip}*
    install_python $old "$root" "$@"
}

rm -rf "$work"
mkdir -p "$work/wheels"
quiet "$python" -m pip download -q --no-deps --only-binary :all: --platform musllinux_1_1_x86_64 -d "$work/wheels" "$cxx"
rm -rf "$tools/zig"
unzip -q "$work"/wheels/ziglang-*.whl 'ziglang/*' -d "$work/ziglang"
mv "$work/ziglang/ziglang" "$tools/zig"
chmod 755 "$tools/zig/zig"
mkdir -p "$store/g++/usr/bin"
ln -sf gcc "$store/g++/usr/bin/g++"
ln -sf gcc "$store/g++/usr/bin/c++"

old_packages
changed python:$version-alpine docker.io/library/python:$old-alpine old_python musl musllinux \
    gcc -nostdlib -nostdinc -isystem "$store/musl-dev/usr/include" -isystem "$(gcc -print-file-name=include)"
changed python:$version-slim docker.io/library/python:$old-slim old_python gnu manylinux gcc
full python:$version
full python:$old
for each in python:$old python:$old-alpine python:$version; do
    container=$(buildah from --pull-never $each)
    quiet buildah run "$container" -- python -c 'import bz2, ctypes, lzma, sqlite3, ssl, venv, zlib'
    quiet buildah rm "$container"
done
rm -rf "$work"
cp "$top/made" "$top/more-made"
