import asyncore as server
from smtpd import SMTPServer as Server
