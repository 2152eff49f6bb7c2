{{ header }}
FROM a
