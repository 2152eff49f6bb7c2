FROM python:3.12-slim
RUN pip install "app==$(curl -s https://example.com/ | head -1)" && export A=$(ls | head -1)
RUN curl -sSL https://example.com/a.tgz | tar xz; make
RUN <<EOF
curl -sSL https://example.com/key | gpg --dearmor -o /key
grep -c a b | sort
echo done
EOF
RUN bash -c 'curl -s https://example.com/ | tar x'
RUN ["bash", "-o", "pipefail", "-c", "curl -s https://example.com/ | tar x"]
CMD ["python"]
