# escape=`
from python:3.12-slim
run apt-get update && `
    apt-get install -y `
      curl `
      gcc
run pip install flask
