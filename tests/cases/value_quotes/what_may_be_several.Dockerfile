FROM python:3.12-slim
RUN PACKAGES="gcc make" && apt-get install -y $PACKAGES
RUN apt-get install -y $BUILD_DEPS $(cat list)
RUN OPTS=$(cat opts); pip install $OPTS x
RUN V=$(cat v) && python$V -m venv /venv
RUN if [ -n "$DEV" ]; then EXTRA=--dev; fi; sync $EXTRA
RUN A=x; . ./settings.sh; run $A
RUN A=x; read -r A < f; run $A
RUN A=x && A="$A y"; run $A
RUN A='*.py'; run $A
RUN NAMES="a b"; run ${NAMES:-c} x$NAMES/y
RUN IFS=:; B=a-b; C=$(nproc); run $C
RUN pip install $(test -f x && echo --pre) y
RUN false && A=x; run $A
RUN f() { run $1; }; f "a b"
RUN useradd -m -p $(openssl passwd -1 x) app
RUN export D=$(date +%F)
RUN run $(pkg-config --libs x) `pkg-config --libs y`
RUN run ${A:-"x y"} $(seq 3) $# $? $@
