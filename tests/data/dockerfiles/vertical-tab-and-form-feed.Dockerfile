FROM a
RUNx

COPYab c
ENVA=1B=2C=3
