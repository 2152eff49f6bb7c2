# Image of the orders service.
# Owner: payments team.

# syntax stays with the file

#############
#  BUILDER  #
#############

# pull official base image
FROM python:3.12-slim AS builder

# where we work
WORKDIR /usr/src/app

# no bytecode here
ENV PYTHONDONTWRITEBYTECODE=1

# keep pip quiet and new
RUN pip install --upgrade pip

# a note that stands alone: wheels exist for all of them

# pinned by the weekly job
COPY requirements.txt .
RUN pip wheel --no-cache-dir --no-deps -w /wheels -r requirements.txt

# what follows is shipped

###########
#  FINAL  #
###########

# pull official base image
FROM python:3.12-slim
ENV APP_HOME=/srv/app
WORKDIR $APP_HOME
RUN pip install --upgrade pip
COPY --from=builder /wheels /wheels
COPY --from=builder /usr/src/app/requirements.txt .
RUN pip install --no-cache-dir /wheels/*
COPY . .
CMD ["python", "-m", "orders"]
