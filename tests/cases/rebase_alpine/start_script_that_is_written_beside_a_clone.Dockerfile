FROM python:3.12
RUN git clone https://github.com/acme/service /srv/service \
    && printf '#!/bin/sh\nexec python /srv/service/app.py\n' > /srv/service/start.sh && chmod 755 /srv/service/start.sh
CMD ["/srv/service/start.sh"]
