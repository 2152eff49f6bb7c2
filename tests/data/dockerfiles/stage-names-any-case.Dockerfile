FROM a AS Base
FROM base As second
FROM SECOND as third.x-y_z
COPY --from=0 x y
COPY --from=BASE x y
