FROM a
RUN [ -f x ] && y
CMD ['a', 'b']
RUN ["a", "b",]
CMD ["a" "b"]
ENTRYPOINT [a]
RUN ["tab	here"]
RUN ["bad \x escape"]
RUN [NaN]
VOLUME [/data]
