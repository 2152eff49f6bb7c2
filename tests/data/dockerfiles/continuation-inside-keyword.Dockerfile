FR\
OM py\
thon
R\
# c
UN x
