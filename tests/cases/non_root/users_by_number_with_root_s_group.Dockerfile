FROM python:3.12-slim AS build
USER root
RUN pip install gunicorn
USER root:0
RUN pip list
FROM build
RUN groupadd -g 1000 web && useradd -u 1000 -g web app
USER root:web
RUN pip check
USER root:root
RUN pip check
USER app:root
CMD ["gunicorn", "app:app"]
