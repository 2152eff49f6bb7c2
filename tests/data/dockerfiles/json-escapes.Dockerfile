FROM a
CMD ["a\"b\\c\/\n\t\u00e9\ud83d\ude00", "\ud800 é"]
