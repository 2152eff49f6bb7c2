FROM public.ecr.aws/lambda/python:3.12
RUN pip3 install -r requirements.txt -t "${LAMBDA_TASK_ROOT}" -U
