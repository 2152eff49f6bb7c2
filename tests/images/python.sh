# Sourced by make.sh and more.sh: CPython from packages of PyPI and npm.

version=3.12
full=3.12.7
interpreter=cx_Freeze==7.2.10   # its wheels hold CPython for musl and for glibc: 3.12.7 and others
library=pyodide@0.27.7          # holds the standard library of CPython 3.12.7
uv='uv>=0.13,<0.14'
postgres=psycopg2-binary==2.9.11   # its wheels hold libpq for musl, and what that needs

# wheel VERSION…: those for a version of Python
wheel() {
    quiet "$python" -m pip download -q --no-deps --python-version "$1" --only-binary :all: -d "$work/wheels" "${@:2}"
}

python_packages() {
    wheel $version --platform musllinux_1_2_x86_64 "$interpreter"
    wheel $version --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 "$interpreter"
    wheel $version --platform musllinux_1_1_x86_64 --platform musllinux_1_2_x86_64 "$uv" pip "$postgres"
    (cd "$work" && quiet npm pack --silent "$library" && tar xzf pyodide-*.tgz package/python_stdlib.zip)
    mkdir -p "$work/library-$version" "$work/cpython" "$work/uv"
    unzip -q "$work/package/python_stdlib.zip" -d "$work/library-$version"
    tar -C "$work/cpython" -xJf "$here/cpython.tar.xz"
    cp -rn "$work/cpython/lib/." "$work/library-$version/"
    mv "$work/cpython/include/python$version" "$work/include-$version"
    (cd "$work/library-$version" && rm -rf _pyodide pyodide _sysconfigdata__ems* site-packages pydoc_data test idlelib tkinter \
        turtledemo lib2to3 turtle.py && mv _sysconfigdata__linux_x86_64-linux-gnu.py "$work/sysconfigdata.py")
    cp -r "$here/standin/ensurepip" "$work/library-$version/"
    mkdir "$work/library-$version/ensurepip/_bundled"
    cp "$work"/wheels/pip-*.whl "$work/library-$version/ensurepip/_bundled/"
    for each in uv uvx; do unzip -p "$work"/wheels/uv-*.whl "uv-*.data/scripts/$each" > "$work/uv/$each"; done
    chmod 755 "$work"/uv/*
}

# install_python VERSION ROOT LIBC PLATFORM COMPILER…: the interpreter, its library and pip below ROOT/usr/local
install_python() {
    local version=$1 root=$2 libc=$3 platform=$4 whole lib program each
    shift 4
    whole=$(mktemp -d -p "$work")
    unzip -q "$work"/wheels/cx_Freeze-*-cp${version/./}-*"$platform"*.whl -d "$whole"
    lib=$root/usr/local/lib/python$version
    program=$root/usr/local/bin/python$version
    mkdir -p "$lib/site-packages" "$lib/lib" "$root/usr/local/bin" "$root/usr/local/include"
    cp -r "$work/library-$version/." "$whole/cx_Freeze/bases/lib-dynload" "$lib/"
    rm -f "$lib"/lib-dynload/{_tkinter,_test*,xx*,_xxtest*}.cpython*
    cp "$whole"/cx_Freeze/bases/lib/*.so* "$lib/lib/"
    rm -f "$lib"/lib/lib{X,xcb,tk8,tcl8,freetype,fontconfig,png,brotli,md-,bsd}*
    cp "$whole"/cx_Freeze/bases/console-cpython-* "$program"
    "$@" -O2 -fPIC -shared -I"$work/include-$version" -o "$lib/lib/libpython_main.so" "$here/python_main.c"
    patchelf --remove-rpath "$program"
    patchelf --add-needed libpython_main.so "$program"
    patchelf --force-rpath --set-rpath "/usr/local/lib/python$version/lib" "$program"
    chmod 755 "$program"
    ln -s python$version "$root/usr/local/bin/python3"
    ln -s python$version "$root/usr/local/bin/python"
    cp -r "$work/include-$version" "$root/usr/local/include/python$version"
    sed -e "s#3[.]12#$version#g" -e "s#312#${version/./}#g" -e "s#x86_64-linux-gnu#x86_64-linux-$libc#g" -e "s#-Wl,-rpath,/usr/local/lib##g" "$work/sysconfigdata.py" \
        > "$lib/_sysconfigdata__linux_x86_64-linux-$libc.py"
    unzip -q -o "$work"/wheels/pip-*.whl -d "$lib/site-packages"
    for each in pip pip3 pip$version; do
        printf '#!/usr/local/bin/python%s\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n' \
            $version > "$root/usr/local/bin/$each"
        chmod 755 "$root/usr/local/bin/$each"
    done
    # Certificates that this machine trusts: downloads go the way that its own go.
    install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    mkdir -p "$root/etc/uv"
    printf 'system-certs = true\n' > "$root/etc/uv/uv.toml"
    rm -rf "$whole"
}

