FROM python:3.12-slim AS checks
RUN pip install pre-commit
ENTRYPOINT ["pre-commit"]
CMD ["run", "--all-files"]

FROM python:3.12-slim
RUN pip install tox
ENTRYPOINT ["tox"]
ENTRYPOINT []
CMD exec env CI=1 tox -e py312
