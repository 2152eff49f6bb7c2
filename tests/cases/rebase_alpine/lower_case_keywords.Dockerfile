from python:3.11-slim as build
run pip install flask
