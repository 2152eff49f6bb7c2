FROM a
LABEL "com.example.vendor"="ACME Inc" 'x y'=z multi="line \
    two" "a=b"
