# syntax=x

# nothing
