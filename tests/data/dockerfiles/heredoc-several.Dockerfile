FROM a
COPY <<one.txt <<-two.txt plain.txt /dest/
1
one.txt
	2
	two.txt
