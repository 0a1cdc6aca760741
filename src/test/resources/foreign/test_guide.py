"""The two tests of the guide for WebSockets, with a client of Socket.IO instead of Flask's test client. The URL of the
service is in SWARMBOT_URL."""
import json
import os
import queue
import unittest
import urllib.request

import socketio

URL = os.environ['SWARMBOT_URL']
PATIENCE = 60


def put(path, body):
    request = urllib.request.Request(
        URL + path, data=json.dumps(body).encode(), method='PUT', headers={'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=PATIENCE):
        pass


class WebSocketTest(unittest.TestCase):

    def setUp(self):
        self.received = queue.Queue()
        self.client = socketio.Client()
        self.client.on('connected', lambda data: self.received.put(('connected', data)))
        self.client.on('agent_status_changed', lambda data: self.received.put(('agent_status_changed', data)))
        self.client.connect(URL)

    def tearDown(self):
        self.client.disconnect()

    def test_websocket_connect(self):
        event, data = self.received.get(timeout=PATIENCE)

        self.assertEqual(event, 'connected')
        self.assertEqual(data['data'], 'Connected to SwarmBot')

    def test_status_update_event(self):
        self.received.get(timeout=PATIENCE)
        put('api/v1/swarms/default/agents/agent1', {})

        put('api/v1/swarms/default/agents/agent1/status', {'status': 'busy'})

        event, data = self.received.get(timeout=PATIENCE)
        self.assertEqual(event, 'agent_status_changed')
        self.assertEqual(data['agent_id'], 'agent1')
        self.assertEqual(data['status'], 'busy')


if __name__ == '__main__':
    unittest.main()
