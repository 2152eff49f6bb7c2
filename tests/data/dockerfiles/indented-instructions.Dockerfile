  FROM a
	RUN x
 	 # comment
   CMD y   
