rm -rf /app/!(keep|this) *.py[co] @(a|b)*+(c) && ls file?.txt [!a-z]*
ls @(a|!(b|'c d')|"$e") x!(y)z
