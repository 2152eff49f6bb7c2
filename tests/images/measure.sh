#!/usr/bin/env bash
# measure.sh [ROUNDS [CASE…]]: how long pip and uv take to install the requirements of examples/version-1 inside the stand-in for
# python:3.12-alpine, as a RUN of a build does it: cache on another mount, so uv copies. Prints a line for each install:
# case, wall seconds, processor seconds, megabytes of site-packages. Cases of one round follow each other; those that are
# named are the only ones. A warm one finds what the cold one before it left.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=${DFMIGRATE_IMAGES:-/var/tmp/dfmigrate-images}
"$here/make.sh" "$folder"
. "$folder/env.sh"
scratch=$(mktemp -d)
source=$(buildah from --pull-never ghcr.io/astral-sh/uv:0.13)
trap 'buildah rm "$source" > /dev/null; rm -rf "$scratch"' EXIT
uv=$(buildah mount "$source")/uv
cp "$here/../../examples/version-1/requirements.txt" "$scratch/"

rounds=${1:-3}
cases=" ${*:2} "

# one CASE CACHE COMMAND: in a container of its own, with the cache folder CACHE
one() {
    local container seconds
    [ "$cases" = "  " ] || [[ $cases = *" $1 "* ]] || return 0
    mkdir -p "$scratch/$2"
    container=$(buildah from --pull-never python:3.12-alpine)
    buildah run --volume "$scratch:/in:ro" --volume "$scratch/$2:/cache" --volume "$uv:/bin/uv:ro" "$container" -- sh -c "
        export PIP_CACHE_DIR=/cache UV_CACHE_DIR=/cache
        time -p -o /tmp/time $3 > /tmp/said 2>&1 || { cat /tmp/said; exit 1; }
        awk '{ t[\$1] = \$2 } END { printf \"%s %s\", t[\"real\"], t[\"user\"] + t[\"sys\"] }' /tmp/time
        du -sm /usr/local/lib/python3.12/site-packages | cut -f1 | sed 's/^/ /'
    " > "$scratch/seconds"
    buildah rm "$container" > /dev/null
    read -r seconds < "$scratch/seconds"
    echo "$1 $seconds"
}

for round in $(seq "$rounds"); do
    one pip-cold "pip-$round" "pip install -r /in/requirements.txt"
    one uv-cold "uv-$round" "uv pip install --system -r /in/requirements.txt"
    one pip-warm "pip-$round" "pip install -r /in/requirements.txt"
    one uv-warm "uv-$round" "uv pip install --system -r /in/requirements.txt"
    one pip-cold-without-bytecode "pip-n-$round" "pip install --no-compile -r /in/requirements.txt"
    one pip-warm-without-bytecode "pip-n-$round" "pip install --no-compile -r /in/requirements.txt"
    one uv-cold-with-bytecode "uv-b-$round" "uv pip install --system --compile-bytecode -r /in/requirements.txt"
    one uv-warm-with-bytecode "uv-b-$round" "uv pip install --system --compile-bytecode -r /in/requirements.txt"
done
