FROM a
CMD ["a"] # b
ENTRYPOINT []x
