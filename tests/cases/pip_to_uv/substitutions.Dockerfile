FROM python:3.12-slim
RUN pip install common/$(ls common | tail -1)
RUN pip install $(cat extra.txt) ${NAMES}
RUN ln -s $(pip show flask | sed -n 's/Location: //p') /flask
