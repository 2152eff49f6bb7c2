#   EsCaPe   =   `  
FROM a
RUN x `
 y
