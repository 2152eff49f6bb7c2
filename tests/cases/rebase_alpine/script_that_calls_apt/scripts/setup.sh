#!/bin/bash
# installs what the service needs
apt-get update && apt-get install -y curl
