"""Runs moto for as long as the command that started it lives, and prints its address.

Standard input is a pipe that nobody writes to. It ends when the starting command does, however that came. Moto's own
server handles requests in threads, which share its tables without a lock; DynamoDB's writes are atomic. So this one
handles one request after the other.
"""

import os
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class QuietHandler(WSGIRequestHandler):
    def log_request(self, *_):
        pass


def stop_with_parent():
    while os.read(0, 1):
        pass
    os._exit(0)


threading.Thread(target=stop_with_parent, daemon=True).start()
server = make_server(
    "127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), request_handler=QuietHandler
)
print(f"http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
