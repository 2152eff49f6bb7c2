FROM a
ENV A="b c" D=e\ f G='h i'"j k"l M="n\"o" P=\"q R='s\' T=u
ENV U="open v w
ENV X=\\ Y="a\\" Z=\a
