FROM python:3.12 AS its_own
RUN curl -sSL https://install.python-poetry.org | python - \
    && curl --proto '=https' -sSf https://sh.rustup.rs | sed 's/a/a/' | sh -s -- -y \
    && curl -LsSf https://astral.sh/uv/install.sh -o /tmp/install.sh && sh /tmp/install.sh \
    && apt-get update && apt-get install -y nodejs

FROM python:3.12 AS of_another
RUN curl https://bootstrap.pypa.io/get-pip.py -o get-pip.py && python3 get-pip.py \
    && curl -sL https://deb.nodesource.com/setup_20.x | bash \
    && apt-get install -y nodejs

FROM python:3.12 AS of_another_file
RUN curl -sSf https://sh.rustup.rs | sh -s -- -y \
    && curl -sL https://deb.nodesource.com/setup_20.x -o setup.sh && bash setup.sh \
    && apt-get install -y nodejs

FROM python:3.12 AS of_another_with_the_same_option
RUN curl -s https://install.python-poetry.org | python - \
    && curl -s https://deb.nodesource.com/setup_20.x | bash -s \
    && apt-get install -y nodejs
