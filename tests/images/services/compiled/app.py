from http.server import BaseHTTPRequestHandler, HTTPServer

import lz4.frame


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(lz4.frame.compress(b"hello"))


HTTPServer(("0.0.0.0", 18105), Handler).serve_forever()
