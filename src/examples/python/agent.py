#!/usr/bin/env python3
"""An agent for SwarmBot that counts the words of files; standard library only, Python 3.9 or newer.

It lives through lost answers, a busy or restarted service and a task that is taken away. For an agent of your own,
replace `count_words`.
"""
import argparse
import http.client
import json
import math
import os
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

NOT_OURS = {"unknown_agent", "unknown_task", "not_assigned", "wrong_attempt", "illegal_transition"}


class Refused(Exception):
    """A clear no: sending the same again would not help."""

    def __init__(self, status, code, detail):
        super().__init__(f"{code or status}: {detail}")
        self.status, self.code = status, code


class Agent:
    def __init__(self, url, swarm, agent_id, capabilities):
        self.base = f"{url.rstrip('/')}/api/v1/swarms/{urllib.parse.quote(swarm)}/"
        self.me = f"agents/{urllib.parse.quote(agent_id)}"
        self.id, self.capabilities = agent_id, capabilities
        self.task = None  # {"id", "attempt"} of the one in hand
        self.stopping = self.leaving = False

    def call(self, method, path, body=None, timeout=10, tries=math.inf):
        """Sends a command until it is answered. By its key the service knows it again when only the answer was lost."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        data, pause = None if body is None else json.dumps(body).encode(), 0.25
        while True:
            request = urllib.request.Request(self.base + path, data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=timeout) as answer:
                    return json.loads(answer.read() or "null")
            except urllib.error.HTTPError as no:
                problem, after = read_problem(no), no.headers.get("Retry-After", "")
                if no.code not in (408, 429, 502, 503, 504):
                    raise Refused(no.code, problem.get("code"), problem.get("detail", no.reason)) from None
                why, seconds = problem.get("code", no), int(after) if after.isdecimal() else 0
            except (OSError, ValueError, http.client.HTTPException) as no:
                why, seconds = getattr(no, "reason", no), 0
            tries -= 1
            if tries < 1:
                raise Refused(0, "unavailable", why)
            seconds += random.uniform(pause / 2, pause)  # so that a whole swarm does not come back at once
            log(f"service unavailable ({why}), again in {seconds:.1f} s")
            time.sleep(seconds)
            pause = min(pause * 2, 10)

    def quietly(self, method, path, body=None):
        try:
            return self.call(method, path, body, timeout=3, tries=1)
        except Refused:
            return None

    def heartbeats(self):
        """A thread of its own: says, however long the work takes, that we live and what we work on."""
        while True:
            time.sleep(5)
            task = self.task
            self.quietly("POST", self.me + "/heartbeat", {"tasks": [task] if task else []})

    def next_task(self):
        """First what we hold without knowing: an answer was lost, or we were killed and have come back."""
        for held in self.call("POST", self.me + "/heartbeat", {"tasks": []})["tasks"]:
            if not held.get("cancel"):
                return self.call("GET", "tasks/" + held["id"])
        return self.call("POST", self.me + "/claim?wait=20s", {}, timeout=30)

    def process(self, task):
        self.task = {"id": task["id"], "attempt": task["attempt"]}

        def tell(verb, **more):
            self.call("POST", f"tasks/{task['id']}/{verb}", {"agent_id": self.id, "attempt": task["attempt"], **more})

        try:
            if task["status"] == "assigned":  # otherwise it was started in an earlier life
                tell("start")
            result = count_words(task, lambda percent, text: tell("progress", progress=percent, message=text))
            tell("complete", result=result)
            log(f"{task['id']} completed: {result['words']} words in {len(result['files'])} files")
        except Exception as error:
            if isinstance(error, Refused) and error.code in NOT_OURS:
                raise
            tell("fail", error={"message": str(error)[:1000]})
            log(f"{task['id']} failed: {error}")
        finally:
            self.task = None

    def run(self, max_tasks):
        threading.Thread(target=self.heartbeats, daemon=True).start()
        known = False
        while max_tasks > 0 and not self.stopping:
            try:
                if not known:
                    self.call("PUT", self.me, {"name": self.id, "role": "counter", "capabilities": self.capabilities})
                    known = True
                    log(f"registered as {self.id}")
                task = self.next_task()
                if task:
                    max_tasks -= 1
                    self.process(task)
            except Refused as no:  # we are paused, or the task was taken from us: drop it and go on
                if no.status in (400, 401, 403):
                    raise
                log(f"refused: {no}")
                known = known and no.code not in ("unknown_agent", "unknown_swarm")  # forgotten in a restart
                time.sleep(random.uniform(1, 2))

    def stop(self, *_):
        """SIGINT, SIGTERM: the task in hand is finished first; without one, or the second time, we stop at once."""
        if self.task and not self.stopping:
            self.stopping = True
        elif not self.leaving:
            self.leaving = True
            raise KeyboardInterrupt

    def leave(self):
        """Gives back what we hold, in whatever moment we were stopped, and says goodbye."""
        self.leaving = True
        held = self.quietly("POST", self.me + "/heartbeat", {"tasks": []})
        for task in held["tasks"] if held else []:
            body = {"agent_id": self.id, "attempt": task["attempt"], "error": {"message": "the agent was stopped"}}
            self.quietly("POST", f"tasks/{task['id']}/fail", body)
        self.quietly("DELETE", self.me)
        log("left")


def count_words(task, report):
    """The work: {"files": [names]} gives {"words": total, "files": {name: words}}; white space parts words."""
    if task["type"] != "count_words":
        raise ValueError(f"this agent does only count_words, not {task['type']}")
    files = task["input"].get("files") if isinstance(task["input"], dict) else None
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise ValueError('the input must be {"files": ["name", ...]}')
    counts = {}
    for number, name in enumerate(files, start=1):
        if not os.path.isfile(name):
            raise ValueError(f"{name}: no such file")
        with open(name, "rb") as file:
            counts[name] = sum(len(line.split()) for line in file)
        report(100 * number // len(files), f"{name}: {counts[name]} words")
    return {"words": sum(counts.values()), "files": counts}


def read_problem(error):
    """The problem+json of a refusal; {} where something between us and the service answered in its own words."""
    try:
        problem = json.loads(error.read())
        return problem if isinstance(problem, dict) else {}
    except (OSError, ValueError, http.client.HTTPException):
        return {}


def log(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="A SwarmBot agent that counts the words of files.")
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--swarm", default="default")
    options.add_argument("--id", default="python-" + uuid.uuid4().hex[:6], help="for one running agent only")
    options.add_argument("--capabilities", default="count_words", help="with commas between them")
    options.add_argument("--max-tasks", type=int, default=sys.maxsize, help="leave after so many tasks")
    given = options.parse_args()
    if not given.url.startswith(("http://", "https://")):
        options.error("--url must begin with http:// or https://")
    agent = Agent(given.url, given.swarm, given.id, given.capabilities.split(","))
    signal.signal(signal.SIGINT, agent.stop)
    signal.signal(signal.SIGTERM, agent.stop)
    try:
        agent.run(given.max_tasks)
    except KeyboardInterrupt:
        pass
    except Refused as no:
        sys.exit(f"the service refuses this agent: {no}")
    agent.leave()
