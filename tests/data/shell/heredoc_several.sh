diff /dev/fd/3 - 3<<A <<-"B C" | cat
one
A
	two
	B C
echo after
