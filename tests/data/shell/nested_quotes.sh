bash -c "echo 'a b' && pip install \"x>=1\"" && sh -c 'echo "$HOME" `id`'
