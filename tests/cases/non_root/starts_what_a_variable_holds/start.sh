#!/bin/sh
RUN_WITH="strange-runner --"
$RUN_WITH uvicorn app:app
