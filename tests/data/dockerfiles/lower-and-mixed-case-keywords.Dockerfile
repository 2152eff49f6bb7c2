from a as Build
run x
Env A=1
cOpY --from=BUILD a b
cmd ["x"]
