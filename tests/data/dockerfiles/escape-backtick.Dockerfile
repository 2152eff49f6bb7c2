# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
WORKDIR C:\app\
ENV A=b` c D="x`"y"
RUN dir `
    && copy a\ C:\
COPY a` b C:\app\
