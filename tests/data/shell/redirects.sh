>/dev/null 2>&1 echo a >&2 b 3<>f 4>&- <in >>out 2>|clobber &>all {fd}>g
> empty
