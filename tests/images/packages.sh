# Sourced by make.sh: what `apk add` brings in the stand-in for python:3.12-alpine, below FOLDER/packages, which is mounted
# into builds. Each folder there is a package: what lies in it comes into the image, and goes again with `apk del`; NAME.needs
# names the packages that come with it.
#
# Programs are Debian's: their own glibc comes with them below /opt/glibc, where nothing else looks for one. The C compiler
# is Debian's gcc, which compiles for musl with musl's headers and library; it stays in the mounted folder.

store=$top/packages
mounted=/var/lib/packages
tools=$store/.tools
declare -A dependencies=(
    [gcc]=binutils [build-base]='binutils gcc g++ make musl-dev patch' [libc-dev]=musl-dev [g++]='gcc musl-dev libstdc++'
    [libffi-dev]=libffi [openssl-dev]='libssl3 libcrypto3' [libssl3]=libcrypto3 [libpq]='libssl3 libcrypto3'
    [libpq-dev]='libpq openssl-dev' [postgresql-dev]=libpq-dev
)

packages() {
    local each
    mkdir -p "$tools/lib" "$work/deb"
    for each in "$work"/debs/*.deb; do
        each=${each##*/}
        dpkg-deb -x "$work/debs/$each" "$work/deb/${each%%_*}"
    done
    mkdir -p "$work/glibc"
    cp -P "$work"/deb/*/usr/lib/x86_64-linux-gnu/*.so* "$work/glibc/"
    cp -L "$work/deb/libc6/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$work/glibc/"

    program bash bash usr/bin/bash
    program git git usr/bin/git usr/lib/git-core usr/share/git-core
    program curl curl usr/bin/curl
    program make make usr/bin/make
    program patch patch usr/bin/patch
    program tar tar usr/bin/tar
    program jq jq usr/bin/jq
    program openssh-client openssh-client usr/bin/ssh usr/bin/ssh-keyscan usr/bin/ssh-keygen
    program gettext gettext-base usr/bin/envsubst usr/bin/gettext
    program gettext-envsubst gettext-base usr/bin/envsubst
    program netcat-openbsd netcat-openbsd usr/bin/nc.openbsd
    mv "$store/netcat-openbsd/usr/bin/nc.openbsd" "$store/netcat-openbsd/usr/bin/nc"
    program apache2-utils apache2-utils usr/bin/ab usr/bin/htpasswd
    program dumb-init dumb-init usr/bin/dumb-init
    program postgresql-client postgresql-client-17 usr/lib/postgresql/17/bin/{psql,pg_dump,pg_isready}
    mv "$store/postgresql-client/usr/lib/postgresql/17/bin" "$store/postgresql-client/usr/bin"
    program redis redis-tools usr/bin/redis-cli
    program rsync rsync usr/bin/rsync
    program sqlite sqlite3 usr/bin/sqlite3
    program tini tini usr/bin/tini
    mkdir "$store/tini/sbin"
    mv "$store/tini/usr/bin/tini" "$store/tini/sbin/tini"
    program unzip unzip usr/bin/unzip
    program xz xz-utils usr/bin/xz
    program zip zip usr/bin/zip
    program pkgconf pkgconf-bin usr/bin/pkgconf
    ln -s pkgconf "$store/pkgconf/usr/bin/pkg-config"
    mkdir "$store/bash/bin"
    ln -s ../usr/bin/bash "$store/bash/bin/bash"
    compiler
    headers
    libraries
    for each in "${!dependencies[@]}"; do
        mkdir -p "$store/$each"
        echo "${dependencies[$each]}" > "$store/$each.needs"
    done
}

# program PACKAGE DEB PATH…: programs of a package of Debian's with the libraries that they need
program() {
    local to=$store/$1 from=$work/deb/$2 each
    shift 2
    mkdir -p "$to/opt/glibc"
    for each in "$@"; do
        mkdir -p "$to/${each%/*}"
        cp -a "$from/$each" "$to/$each"
    done
    with_glibc "$to" "$to/opt/glibc" /opt/glibc
}

# with_glibc FOLDER LIBRARIES PATH: let the programs below FOLDER find theirs in LIBRARIES, which is PATH where they run
with_glibc() {
    local each programs=()
    while read -r each; do
        patchelf --print-interpreter "$each" > /dev/null 2>&1 || continue
        patchelf --set-interpreter "$3/ld-linux-x86-64.so.2" --force-rpath --set-rpath "$3" "$each"
        programs+=("$each")
    done < <(find "$1" -type f -perm -u+x ! -name '*.so*')
    cp -n "$work/glibc/ld-linux-x86-64.so.2" "$2/"
    libraries_of "$2" "${programs[@]}"
}

# libraries_of FOLDER FILE…: what the files need, and what that needs
libraries_of() {
    local folder=$1 each name
    shift
    for each in "$@"; do
        for name in $(patchelf --print-needed "$each"); do
            [ ! -e "$folder/$name" ] && [ -e "$work/glibc/$name" ] || continue
            cp -L "$work/glibc/$name" "$folder/$name"
            libraries_of "$folder" "$folder/$name"
        done
    done
}

compiler() {
    local each version=14 triple=x86_64-linux-gnu deb=x86-64-linux-gnu
    local found=$work/deb/gcc-$version-$deb
    mkdir -p "$tools"/{bin,gcc} "$store"/{gcc,binutils}/usr/bin
    cp -a "$found/usr/libexec/gcc/$triple/$version/." "$tools/gcc/"
    cp -a "$work/deb/cpp-$version-$deb/usr/libexec/gcc/$triple/$version/." "$tools/gcc/"
    cp -a "$work/deb/libgcc-$version-dev/usr/lib/gcc/$triple/$version/." "$tools/gcc/"
    rm -f "$tools"/gcc/{lto1,g++-mapper-server,lib{a,hwa,l,t,ub}san*}
    cp "$found/usr/bin/$triple-gcc-$version" "$tools/bin/gcc"
    for each in as ld ar nm ranlib strip objcopy objdump readelf; do
        cp -L "$work/deb/binutils-$deb/usr/bin/$triple-$each" "$tools/bin/$each" 2> /dev/null \
            || cp -L "$work/deb/binutils-$deb/usr/bin/$triple-$each.bfd" "$tools/bin/$each"
        ln -s $mounted/.tools/bin/$each "$store/binutils/usr/bin/$each"
    done
    with_glibc "$tools" "$tools/lib" $mounted/.tools/lib
    cp "$here/standin/musl.specs" "$tools/musl.specs"
    install -m 755 "$here/standin/gcc" "$store/gcc/usr/bin/gcc"
    for each in cc cpp x86_64-alpine-linux-musl-gcc x86_64-linux-musl-gcc; do ln -s gcc "$store/gcc/usr/bin/$each"; done
    rm "$store/gcc/usr/bin/cpp"
}

headers() {
    local triple=x86_64-linux-musl
    mkdir -p "$store"/{musl-dev,linux-headers,zlib-dev}/usr/{include,lib}
    cp -a "$work/deb/musl-dev/usr/include/$triple/." "$store/musl-dev/usr/include/"
    cp -a "$work/deb/musl-dev/usr/lib/$triple"/*.{o,a} "$store/musl-dev/usr/lib/"
    ln -s ../../lib/ld-musl-x86_64.so.1 "$store/musl-dev/usr/lib/libc.so"
    cp -a "$work"/deb/linux-libc-dev/usr/include/{asm-generic,drm,linux,misc,mtd,rdma,scsi,sound,video} \
        "$work/deb/linux-libc-dev/usr/lib/linux/uapi/x86/asm" "$store/linux-headers/usr/include/"
    cp -a "$work"/deb/zlib1g-dev/usr/include/*.h "$store/zlib-dev/usr/include/"
    ln -s libz.so.1 "$store/zlib-dev/usr/lib/libz.so"
}

# Libraries that wheels for musl bring along, under the names that they have in a distribution; headers are Debian's.
libraries() {
    local each unpacked=$work/libraries to
    unzip -q "$work"/wheels/psycopg2_binary-*.whl 'psycopg2_binary.libs/*' -d "$unpacked"
    unzip -q -j "$work"/wheels/cx_Freeze-*musllinux*.whl '*/bases/lib/libffi-*' -d "$unpacked/psycopg2_binary.libs"
    own_names "$unpacked/psycopg2_binary.libs"
    for each in "$unpacked"/psycopg2_binary.libs/*; do
        case ${each##*/} in
            libssl.*) to=libssl3 ;;
            libcrypto.*) to=libcrypto3 ;;
            libffi.*) to=libffi ;;
            *) to=libpq ;;
        esac
        install -D -m 755 "$each" "$store/$to/usr/lib/${each##*/}"
    done
    mkdir -p "$store"/{libffi-dev,openssl-dev,libpq-dev}/usr/{include,lib} "$store/libpq-dev/usr/bin"
    cp -a "$work"/deb/libffi-dev/usr/include/x86_64-linux-gnu/*.h "$store/libffi-dev/usr/include/"
    cp -a "$work/deb/libssl-dev/usr/include/openssl" "$store/openssl-dev/usr/include/"
    cp -a "$work"/deb/libssl-dev/usr/include/x86_64-linux-gnu/openssl/* "$store/openssl-dev/usr/include/openssl/"
    cp -a "$work"/deb/libpq-dev/usr/include/postgresql/. "$store/libpq-dev/usr/include/"
    ln -s libffi.so.8 "$store/libffi-dev/usr/lib/libffi.so"
    ln -s libssl.so.3 "$store/openssl-dev/usr/lib/libssl.so"
    ln -s libcrypto.so.3 "$store/openssl-dev/usr/lib/libcrypto.so"
    ln -s libpq.so.5 "$store/libpq-dev/usr/lib/libpq.so"
    install -m 755 "$here/standin/pg_config" "$store/libpq-dev/usr/bin/pg_config"
}

# own_names FOLDER: let libraries of a wheel be called as in a distribution: libpq-30a40521.so.5.17 becomes libpq.so.5
own_names() {
    local each file name replaced=()
    for each in "$1"/*; do
        name=$(sed -E 's/-[0-9a-f]{8}(\.so\.[0-9]+).*/\1/' <<< "${each##*/}")
        mv "$each" "$1/$name"
        replaced+=(--replace-needed "${each##*/}" "$name")
    done
    for file in "$1"/*; do
        patchelf "${replaced[@]}" --set-soname "${file##*/}" --remove-rpath "$file"
    done
}
