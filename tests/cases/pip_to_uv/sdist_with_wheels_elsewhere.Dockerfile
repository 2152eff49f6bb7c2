FROM python:3.9-slim
RUN pip install torch-scatter -f https://data.pyg.org/whl/torch-2.1.0+cpu.html
RUN pip install --no-build-isolation torch-sparse
RUN pip install "lap>=0.4.0" 'cython_bbox==0.1.5'
