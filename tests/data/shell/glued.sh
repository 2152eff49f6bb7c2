true&&false||echo a;echo b|cat>f;(echo c)&wait
