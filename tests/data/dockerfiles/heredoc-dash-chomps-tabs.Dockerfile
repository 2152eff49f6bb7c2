FROM a
RUN <<-EOF
	one
		two
  	EOF
		EOF
CMD x
