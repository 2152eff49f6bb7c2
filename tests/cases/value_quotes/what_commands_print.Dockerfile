FROM python:3.12-slim
WORKDIR /app
RUN make -j $(nproc) PREFIX=$(pwd)/out && make -j$(nproc --all) install
RUN ARCH=$(dpkg --print-architecture) && curl -o x.deb https://example.com/x_$ARCH.deb && dpkg -i x_${ARCH}.deb
RUN patch $(python3 -c "from papermill import iorw; print(iorw.__file__)") fix.patch
RUN ln -s $(which fdfind) /usr/local/bin/fd && rm -rf $(mktemp -d)
RUN cp $(pip show app | sed -n 's/^Location: //p')/app/conf /etc/app
RUN T=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/') && fetch tool-$T.tgz
RUN A=$(case "$(uname -m)" in aarch64) echo arm;; *) echo intel;; esac) && fetch tool-$A.tgz
RUN . /etc/os-release && add-repo https://example.com/$ID $VERSION_CODENAME-main
RUN make -j `nproc` all
