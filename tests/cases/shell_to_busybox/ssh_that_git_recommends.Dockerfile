# apt installs what git recommends, openssh-client among it; where git is fetched alone, nobody calls ssh
FROM python:3.12-slim AS keys
RUN apt-get update && apt-get install -y git
RUN mkdir -p /root/.ssh && ssh-keyscan github.com >> /root/.ssh/known_hosts

FROM python:3.12-slim AS https
RUN apt-get update && apt-get install -y git
RUN git config --global url."https://github.com/".insteadOf "ssh://git@github.com/" \
    && git clone https://github.com/example/tool.git /tool

FROM python:3.12-slim
RUN apt-get update && apt-get install -y git
RUN --mount=type=ssh git clone git@github.com:example/tool.git /tool
COPY --from=keys /root/.ssh /root/.ssh
COPY --from=https /tool /other
