FROM a
ENV A the rest of it
ENV B "quoted" rest
ENV C=1 D=2
ENV E  	 two blanks
ENV F=a G=
LABEL a b c
ENV H a=b
