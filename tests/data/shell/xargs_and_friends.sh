grep -v '^#' p.txt | xargs -r sudo -E apt-get install -y && env -i A=1 nohup nice -n 5 ./run
