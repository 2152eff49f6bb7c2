until curl -f localhost; do sleep 1; done; select x in a b; do echo $x; break; done
