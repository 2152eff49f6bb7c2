pip install $(grep -v '^#' requirements.txt | xargs) "$(cat "$(find . -name 'a b.txt')")"
