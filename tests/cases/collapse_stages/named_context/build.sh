#!/bin/sh
docker buildx build --build-context wheelhouse=docker-image://registry.example.org/wheelhouse:1 .
