FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim
ENV PACKAGES=/root/.local
COPY --from=builder ${PACKAGES} ${PACKAGES}
ENV PATH=${PACKAGES}/bin:$PATH
RUN ln -s "${PACKAGES}"/bin/* /usr/local/bin/
WORKDIR /app
COPY . .
CMD ["python", "main.py"]
