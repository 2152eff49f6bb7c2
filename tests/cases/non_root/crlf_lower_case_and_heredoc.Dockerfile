from python:3.12-slim
workdir /app
# dependencies
copy requirements.txt \
     # beside the code
     ./
run pip install -r requirements.txt && \
    rm requirements.txt
copy <<EOF ./gunicorn.conf.py
bind = ":8000"
EOF
copy . .
cmd ["gunicorn", "-b", ":8000", "app:app"]