FROM python:3.12-slim AS base
COPY ping.sh /usr/bin/ping

FROM base AS child
RUN /usr/bin/ping -c1 db && /usr/bin/grep -q x /etc/hosts

FROM python:3.12-slim
COPY --from=busybox:musl /bin/env /bin/xargs /opt/busybox/
COPY --from=child /usr/bin/cat /opt/cat
COPY --from=child /usr/bin/ping /usr/bin/ping
RUN /usr/bin/mkdir -p /data && /usr/bin/chmod 750 /data && /bin/tail -n1 /etc/passwd && find / -path /opt/bin/date
RUN ln -s /usr/bin/sleep /usr/local/bin/wait-a-little
HEALTHCHECK CMD ["/usr/bin/test", "-e", "/data"]
CMD ["/usr/bin/sleep", "infinity"]
