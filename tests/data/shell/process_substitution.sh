diff <(sort a) <(sort b | uniq) > >(tee log) && while read -r l; do echo "$l"; done < <(ls)
