#!/usr/bin/env python3
"""An agent for SwarmBot that counts the words of files; standard library only. For your own, replace `count_words`."""
import argparse
import http.client
import json
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid


class Refused(Exception):
    """A clear no: sending the same again would not help."""


class Agent:
    def __init__(self, url, swarm, name):
        self.base, self.name, self.me = f"{url.rstrip('/')}/api/v1/swarms/{swarm}/", name, f"agents/{name}"
        self.work = []  # the task in hand, as heartbeats name it
        self.stopping = threading.Event()

    def call(self, method, path, body=None, once=False):
        """Sends a command until it is answered, also through a restart of the service; or once, whatever comes of it."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        data, pause = None if body is None else json.dumps(body).encode(), 0.5
        while True:
            try:
                request = urllib.request.Request(self.base + path, data, headers, method=method)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.loads(answer.read() or "null")
            except urllib.error.HTTPError as no:
                if no.code not in (429, 502, 503, 504) and not once:
                    raise Refused(no.read().decode(errors="replace")) from None
            except (OSError, ValueError, http.client.HTTPException):
                pass  # it is away, or its answer was lost
            if once:
                return None
            if self.stopping.wait(random.uniform(pause, 2 * pause)):  # a swarm must not come back all at once
                raise Refused("the service is away")
            pause = min(2 * pause, 5)

    def heartbeats(self):
        while True:
            time.sleep(5)
            self.call("POST", self.me + "/heartbeat", {"tasks": self.work}, once=True)

    def next_task(self):
        """First what we hold without knowing: the answer to a claim was lost, or we were killed and have come back."""
        for held in self.call("POST", self.me + "/heartbeat", {"tasks": []})["tasks"]:
            return self.call("GET", "tasks/" + held["id"])
        return self.call("POST", self.me + "/claim?wait=5s", {})

    def process(self, task):
        def tell(verb, **more):
            body = {"agent_id": self.name, "attempt": task["attempt"], **more}
            return self.call("POST", f"tasks/{task['id']}/{verb}", body)

        self.work = [{"id": task["id"], "attempt": task["attempt"]}]
        tell("start")
        try:
            result = count_words(task["input"]["files"], lambda percent: tell("progress", progress=percent))
            log(f"{tell('complete', result=result)['id']} completed: {result['words']} words")
        except (OSError, LookupError, TypeError) as error:
            log(f"{tell('fail', error={'message': str(error)})['id']} failed: {error}")

    def run(self, tasks):
        threading.Thread(target=self.heartbeats, daemon=True).start()
        while tasks > 0 and not self.stopping.is_set():
            try:
                self.call("PUT", self.me, {"role": "counter", "capabilities": ["count_words"]})
                log(f"registered as {self.name}")
                while tasks > 0 and not self.stopping.is_set():
                    task = self.next_task()
                    if task:
                        self.process(task)
                        tasks -= 1
            except Refused as no:  # the task was taken from us, or the service forgot us in its restart
                log(f"refused: {no}")
                self.stopping.wait(1)

    def stop(self, *_):
        """SIGINT, SIGTERM: the task in hand is finished first; the second time, we go at once."""
        if self.stopping.is_set():
            sys.exit(1)
        self.stopping.set()


def count_words(files, report):
    counts = {}
    for number, name in enumerate(files, start=1):
        with open(name, "rb") as file:
            counts[name] = sum(len(line.split()) for line in file)
        report(100 * number // len(files))
    return {"words": sum(counts.values()), "files": counts}


def log(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="A SwarmBot agent that counts the words of files.")
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--swarm", default="default")
    options.add_argument("--id", default="python-" + uuid.uuid4().hex[:6], help="for one running agent only")
    options.add_argument("--max-tasks", type=int, default=sys.maxsize, help="leave after so many tasks")
    given = options.parse_args()
    agent = Agent(given.url, given.swarm, given.id)
    signal.signal(signal.SIGINT, agent.stop)
    signal.signal(signal.SIGTERM, agent.stop)
    try:
        agent.run(given.max_tasks)
    finally:
        agent.call("DELETE", agent.me, once=True)  # what we still hold goes back to the others
        log("left")
