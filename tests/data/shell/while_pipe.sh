while read -r line; do pip install "$line"; done < requirements.txt | cat
find . -name '*.pyc' -exec rm -f {} \; -o -name x \( -type d \)
