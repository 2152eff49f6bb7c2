#!/bin/sh -e
sudo -u app perl -e 1
something() { curl -s x; }
