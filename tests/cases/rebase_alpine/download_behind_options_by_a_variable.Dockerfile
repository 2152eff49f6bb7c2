FROM python:3.12-slim
ENV TOOLS=/opt/tools SETUP=https://example.com/setup.sh
RUN wget -q -P ${TOOLS} ${SETUP}
RUN echo done
CMD ["python"]
