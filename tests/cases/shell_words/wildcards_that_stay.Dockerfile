FROM python:3.12-slim
RUN tar -czf a.tgz *.py && tar -xf a.tgz *.py && tar -xf *.tar a.py
RUN find * -name x && ls *.py | wc -l && sha256sum *.whl > sums && zip -r a.zip *
RUN cp --parents *.py /x && ln -s *.so /usr/lib && rm -- *.py && chmod * && pip install --find-links=x *
RUN rm /tmp/*.deb ./*.whl "*.py" && echo *
RUN sh -c 'rm *.whl'
# hadolint ignore=SC2035
RUN rm *.whl
