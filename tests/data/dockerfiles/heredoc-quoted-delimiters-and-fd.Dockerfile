FROM a
RUN <<"EOF" 3<<'A B' 4<<E"O"F2 0<<-\X
$a
EOF
b
A B
EOF
EOF2
	X
CMD x
