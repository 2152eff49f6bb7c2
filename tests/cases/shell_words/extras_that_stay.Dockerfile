FROM python:3.12-slim
# one character each: no linter asks
RUN pip install black[d] django[xyz]
RUN shopt -s nullglob; pip install uvicorn[standard]
# patterns for files
RUN pip install dist/*[test]*.whl wheels/[aabb]* dist/x-[0-9]*.whl "a"[bb]
RUN sh -c 'pip install uvicorn[standard]'
RUN ["pip", "install", "uvicorn[standard]"]
# hadolint ignore=SC2102
RUN pip install uvicorn[standard]
RUN uv run pytest tests[aa] && pip list a[bb]
RUN pip install ~/src[test] $NAME[test] uvicorn["standard"]
SHELL ["/bin/zsh", "-c"]
RUN pip install uvicorn[standard]
