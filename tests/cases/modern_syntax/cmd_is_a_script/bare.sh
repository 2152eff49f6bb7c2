python -m app
