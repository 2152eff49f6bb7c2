

  # one
#two

FROM a
   	
#
## x \

CMD x

# end