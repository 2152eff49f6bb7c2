retry() { "$@" || { sleep 1; "$@"; }; }
function build { make; }
function both() (cd src; make)
retry apt-get update && build
