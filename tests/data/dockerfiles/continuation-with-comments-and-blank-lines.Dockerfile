FROM a

RUN one \

  # first

# second \
    two && \
	#third
   
    three # not a comment
# after
CMD x
