(( n = 1 + (2 * 3) )); echo $(( n << 2 )) $((n+$(nproc))); for ((i=0; i<3; i++)); do echo "$i"; done
(( a = "1" +
  b[2] )); echo $[1 + 2] "$(( (3 + 4) ))"
