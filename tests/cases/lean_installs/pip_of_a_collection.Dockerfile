FROM centos:7
RUN yum install -y rh-python34-python-pip && scl enable rh-python34 'pip install flask'
RUN pip install flask
