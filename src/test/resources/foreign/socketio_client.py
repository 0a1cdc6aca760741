"""A client of Socket.IO, as socketio.js is: python3 socketio_client.py <url> <options of connect in JSON>."""
import json
import sys
import threading

import socketio

url, options = sys.argv[1], json.loads(sys.argv[2])
client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.5)
writing = threading.Lock()


def say(**what):
    with writing:
        print(json.dumps(what), flush=True)


@client.event
def connect():
    say(now='connect', transport=client.transport())


@client.event
def disconnect():
    say(now='disconnect')


@client.event
def connect_error(data):
    say(now='connect_error', data=data)


@client.on('*')
def take(event, *args):
    say(event=event, args=args)


# One parameter, as the guide's handlers have it.
@client.on('connected')
def connected(data):
    say(event='connected', args=[data])


client.connect(url, **options)
for line in sys.stdin:
    message = json.loads(line)
    say(answer=client.call(message['emit'], message['argument'], timeout=20))
