! grep -q x f && time -p make || ! time ls | cat
