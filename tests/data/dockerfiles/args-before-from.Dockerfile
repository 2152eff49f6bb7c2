ARG A=1
ARG B="x y" C=$A D
ARG A=2
FROM python:${A}
ARG A
RUN echo $A
