FROM python:3.12-slim
WORKDIR /app
RUN tar -xvf *.tar.gz && tar xzf *.tgz -C /opt --strip-components=1 && rm *.tar.gz
RUN chown -R 1000:1000 * && chmod +x *.sh && cat *.txt > all && cp *.conf /etc/app/ && mv -f *.so lib
RUN pip install *.whl \
    # nobody needs them any more
    && rm --force --verbose *.whl
