FROM python:3.12-slim
# python-ldap is compiled
RUN apt-get update && apt-get install -y libldap2-dev curl && rm -rf /var/lib/apt/lists/*
RUN pip install python-ldap torch
