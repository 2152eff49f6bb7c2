if [ "$A" = 1 ]; then one; elif [ "$A" = 2 ] && test -f x; then two; else three; four; fi
