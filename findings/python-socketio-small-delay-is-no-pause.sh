#!/usr/bin/env bash
# python3-socketio 5.7.2-2 (Debian 12) as a client, with python3-engineio 4.3.4-2 and python3-bidict 0.22.1-1.
#
# Its documentation says that randomization_factor (0.5) makes the pause before a new attempt random. The JavaScript client
# multiplies with the factor: a pause of 100 ms lies between 50 and 150 ms. This client adds the factor as seconds: a pause of
# 0.1 s lies between -0.4 and 0.6 s. Four of ten first pauses are below zero, and then there is no pause. So many clients
# with a small reconnection_delay come back to a server that restarts at the same moment.
#
# A server cannot mend that. It has to stand the crowd, and its guide should name no delay below a second for Python.
#
# Seen: of the pauses that 40 clients announce, some are below zero, none is below -0.5 s.
#
# Needs Debian 12 with apt-get and python3. Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq -o APT::Sandbox::User=root python3-socketio=5.7.2-2 python3-engineio=4.3.4-2 python3-bidict=0.22.1-1 
for package in *.deb; do dpkg -x "$package" root; done
export PYTHONPATH=$dir/root/usr/lib/python3/dist-packages

cat > run.py <<'PY'
import logging
import os
import random
import re
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import socketio


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


random.seed(7)
pauses = []
enough = threading.Event()


class Pauses(logging.Handler):
    def emit(self, record):
        found = re.search(r"new attempt in (-?[0-9.]+) seconds", record.getMessage())
        if found:
            pauses.append(float(found.group(1)))
            if len(pauses) >= 40:
                enough.set()


logger = logging.getLogger("client")
logger.setLevel(logging.INFO)
logger.addHandler(Pauses())

app = socketio.WSGIApp(socketio.Server(async_mode="threading", ping_interval=1))
server = make_server("127.0.0.1", 0, app, Server, Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d" % server.server_port
clients = []
for _ in range(40):
    client = socketio.Client(reconnection_delay=0.1, logger=logger)
    client.connect(url, transports=["polling"])
    clients.append(client)
server.shutdown()
server.server_close()
# Each poll ends with the next ping, and the one after it finds no server.
print("announced:", enough.wait(60), "below zero:", any(p < 0 for p in pauses), "below -0.5:", any(p < -0.5 for p in pauses))
os._exit(0)
PY
seen=$(python3 run.py 2>errors | tail -1) || { cat errors >&2; exit 1; }
echo "$seen"
[[ $seen == "announced: True below zero: True below -0.5: False" ]]
