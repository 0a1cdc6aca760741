#!/usr/bin/env python3
"""Beats for a coding agent, beside the model: one background process, which ends with the agent's program.

A model that waits for a tool of its own says nothing to the service, often for minutes. This hook starts a process that
says for it that it lives, and renews the leases of the tasks that it holds. The model never hears of it: the hook prints
nothing, returns at once, and its status is always 0. Start it as often as you like: there is one process for an agent.
When the program of the agent ends, however it ends, the beating ends within a second or two, and the agent's tasks go to
others when their leases are over.

Python 3.9 or newer on Linux or macOS, standard library only. For Claude Code, in .claude/settings.json:

    {"env": {"SWARMBOT_URL": "http://127.0.0.1:8080", "SWARMBOT_AGENT": "coder-1", "SWARMBOT_SWARM": "default"},
     "hooks": {"SessionStart": [{"hooks": [
       {"type": "command", "command": "python3 /path/to/heartbeat.py --parent $PPID"}]}]}}

The shell that runs the command puts the id of its parent, the agent's program, in the place of $PPID. Without --parent
the process ends with whatever started the hook; if that is over already, or is process 1, nothing is done. Other
programs with hooks at the start of a session take the same line. If the agent's program is process 1 of a container,
give --parent 1.

The agent registers by itself. It should give a `lease`, at its registration or with each claim: without one,
`swarmbot.tasks.timeout` ends each attempt after 300 s, however often the hook beats. A short one will do, since the
beats renew it:

    curl -X PUT http://127.0.0.1:8080/api/v1/swarms/default/agents/coder-1 -H 'Content-Type: application/json' -d '{
      "capabilities": ["code"], "lease": "2m"}'

Until the agent has registered, its beats are refused, and go on. While the service is away or refuses the token, the
pauses between the beats grow, up to five minutes.

| variable | option | |
| --- | --- | --- |
| SWARMBOT_URL | --url | http://127.0.0.1:8080 if it is left out |
| SWARMBOT_SWARM | --swarm | default if it is left out |
| SWARMBOT_AGENT | --agent | the id by which the agent registers; without it nothing is done |
| SWARMBOT_TOKEN, or SWARMBOT_TOKEN_FILE | | to log in with; a file is read again for each beat |
| SWARMBOT_HEARTBEAT | --every | seconds between two beats, 10 if it is left out; well below half of the shortest lease |
| SWARMBOT_HOOK_LOG | --log | a file for what goes wrong, up to 1 MiB; nothing is written if it is left out |

The newest settings count: a hook that comes with a new token, say, replaces the process that beats with the old one.
"""

from __future__ import annotations

import os

PARENT = os.getppid()  # before anything else takes time: when the parent is over, another process adopts this one

import contextlib
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 5  # seconds for one beat
MOST_TASKS = 64  # of one heartbeat
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 300  # seconds between two beats; the longest is for a service that does not answer
MOST_LOG = 1 << 20  # bytes


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Otherwise the token would go to whatever host an answer names."""

    def redirect_request(self, *_):
        return None


class Log:
    """A file for people. The model is told nothing. What stays wrong in the same way is written once."""

    def __init__(self, path: str | None, agent: str) -> None:
        self.path = path and os.path.abspath(path)  # the process that beats is in another directory
        self._agent = agent
        self._troubles: dict[str, str | None] = {}

    def say(self, subject: str, trouble: str | None) -> None:
        """What is wrong with the subject; None if it is well."""
        if trouble == self._troubles.get(subject):
            return
        self._troubles[subject] = trouble
        if self.path:
            with contextlib.suppress(OSError), open(self.path, "a", encoding="utf-8") as file:
                if file.tell() < MOST_LOG:
                    now = time.strftime("%Y-%m-%d %H:%M:%S")
                    file.write(f"{now} {self._agent}: {subject}: {trouble or 'well again'}\n")


def number(kind: type, name: str, text: str):
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} must be a number, and is {text!r}") from None


class Settings:
    def __init__(self, options: dict[str, str], environment: dict[str, str]) -> None:
        self.url = options.get("--url") or environment.get("SWARMBOT_URL") or "http://127.0.0.1:8080"
        self.swarm = options.get("--swarm") or environment.get("SWARMBOT_SWARM") or "default"
        self.agent = options.get("--agent") or environment.get("SWARMBOT_AGENT") or ""
        if not self.agent:
            raise ValueError("there is no SWARMBOT_AGENT")
        every = options.get("--every") or environment.get("SWARMBOT_HEARTBEAT") or "10"
        self.every = max(SHORTEST_PAUSE, number(float, "--every or SWARMBOT_HEARTBEAT", every))
        self._parent_given = options.get("--parent")
        self.parent = number(int, "--parent", self._parent_given) if self._parent_given else PARENT
        token_file = environment.get("SWARMBOT_TOKEN_FILE")
        self._token = environment.get("SWARMBOT_TOKEN")
        self._token_file = token_file and os.path.abspath(token_file)

    def is_orphan(self) -> bool:
        """Whether the parent only adopted the hook. A process 1 that was given is the program of a container."""
        return not self._parent_given and (PARENT == 1 or os.getppid() != PARENT)

    def seal(self, log: Log, salt: str) -> str:
        """Tells these settings from others. The token cannot be read from it, nor be guessed at any speed."""
        text = json.dumps([self.every, log.path, self._token, self._token_file])
        return f"{salt} {hashlib.pbkdf2_hmac('sha256', text.encode(), salt.encode(), 100_000).hex()}"

    def token(self) -> str | None:
        if self._token_file:
            with open(self._token_file, encoding="utf-8") as file:
                return file.read(10_000).strip()
        return self._token

    def address(self) -> str:
        swarm, agent = (urllib.parse.quote(name, safe="") for name in (self.swarm, self.agent))
        return f"{self.url.rstrip('/')}/api/v1/swarms/{swarm}/agents/{agent}/heartbeat"


def born(pid: int) -> str | None:
    """When the process was started, so that another one that gets its number is not taken for it. None if it is over."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return None if fields[0] in "ZX" else fields[19]
    except FileNotFoundError:
        if os.path.exists("/proc/self/stat"):
            return None
    except ProcessLookupError:  # it ended meanwhile
        return None
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC0"}  # a start is written alike by every hook, all year
    ps = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=environment)
    state, _, start = ps.stdout.strip().partition(" ")
    return start.strip() if state and not state.startswith("Z") else None


class Place:
    """Where the hooks of one agent meet: a file that is locked by the one process that beats, and a second one, which is
    locked while the first is changed. The first line is the seal of the settings that count, the others are the programs
    that want the beats."""

    def __init__(self, address: str) -> None:
        directory = os.path.join(tempfile.gettempdir(), f"swarmbot-hooks-{os.getuid()}")
        os.makedirs(directory, mode=0o700, exist_ok=True)
        if os.lstat(directory).st_uid != os.getuid():
            raise PermissionError(f"{directory} belongs to somebody else")
        path = os.path.join(directory, hashlib.sha256(address.encode()).hexdigest()[:32])
        self._file, self._mutex = (os.open(each, os.O_RDWR | os.O_CREAT, 0o600) for each in (path, path + ".lock"))

    def join(self, settings: Settings, log: Log, start: str) -> str | None:
        """Adds the program. None if a process beats already with these settings, else the seal of the one to start."""
        with self._alone():
            is_free = self._take()
            if is_free and not self._is_wanted():
                os.ftruncate(self._file, 0)
            seal, parents = self._read()
            if not is_free and seal and seal == settings.seal(log, seal.partition(" ")[0]):
                seal = None
            else:
                seal = settings.seal(log, os.urandom(16).hex())
                os.pwrite(self._file, f"{seal}\n".encode(), 0)  # seals are of one length
            if (settings.parent, start) not in parents:
                os.lseek(self._file, 0, os.SEEK_END)
                os.write(self._file, f"{settings.parent} {start}\n".encode())
            return seal

    def wait(self) -> None:
        """Until the process with the older settings has ended, if there is one."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def wants(self, seal: str) -> bool:
        """Whether the process with this seal is to go on."""
        if self._read()[0] != seal:
            return False
        if self._is_wanted():
            return True
        with self._alone():
            if self._is_wanted():  # somebody came in the meantime
                return self._read()[0] == seal
            os.ftruncate(self._file, 0)
            return False

    @contextlib.contextmanager
    def _alone(self):
        fcntl.flock(self._mutex, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._mutex, fcntl.LOCK_UN)

    def _take(self) -> bool:
        """Whether nobody beats yet: then this process does, or the one that it becomes."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    def _is_wanted(self) -> bool:
        return any(born(pid) == start for pid, start in self._read()[1])

    def _read(self) -> tuple[str, list[tuple[int, str]]]:
        seal, *lines = os.pread(self._file, 1 << 20, 0).decode().split("\n")
        parents = (line.partition(" ") for line in lines if line)
        return seal, [(int(pid), start) for pid, _, start in parents]


def detach() -> bool:
    """True in a process of its own, which no terminal and no waiting program knows; False in the one that was there."""
    if os.fork():
        os.wait()
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    return True


def beat(settings: Settings, tasks: list[dict]) -> list[dict]:
    """Says that the agent lives and works on these tasks. The tasks that it holds."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(settings.address(), json.dumps({"tasks": tasks}).encode(), headers, method="POST")
    token = settings.token()
    if token:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    with urllib.request.build_opener(NoRedirect).open(request, timeout=TIMEOUT) as answer:
        held = [task for task in json.load(answer)["tasks"] if not task["cancel"]]
    return [{"id": task["id"], "attempt": task["attempt"]} for task in held[:MOST_TASKS]]


def is_wanted(log: Log, place: Place, seal: str) -> bool:
    try:
        wanted = place.wants(seal)
        log.say("program", None)
        return wanted
    except Exception as error:  # such as a `ps` that is too slow: whoever cannot be seen may well live
        log.say("program", f"cannot see whether it runs: {type(error).__name__}")
        return True


def beat_while_wanted(settings: Settings, log: Log, place: Place, seal: str) -> None:
    tasks: list[dict] = []
    well = next_beat = time.monotonic()
    while is_wanted(log, place, seal):
        now = time.monotonic()
        if now >= next_beat:
            try:
                known, tasks = tasks, beat(settings, tasks)
                if any(task not in known for task in tasks):
                    tasks = beat(settings, tasks)  # what is new is renewed at once
                well = now
                log.say("beat", None)
            except Exception as error:  # whatever it is, the next beat may be better
                code = getattr(error, "code", None)
                log.say("beat", f"{type(error).__name__} {code or ''}")
                if code == 404:  # the agent may register, and claim, at any time
                    well = now
            # A quarter of the time since all was well. If pauses doubled, two lost beats would cost a lease of 60 s.
            next_beat = now + max(settings.every, min(LONGEST_PAUSE, (now - well) / 4))
        time.sleep(min(1, settings.every))


def run(settings: Settings, log: Log) -> None:
    start = born(settings.parent)
    if not start or settings.is_orphan():  # asked after the start was read: it is not that of another process
        raise ValueError(f"process {settings.parent} is over, or did not start the hook: give the agent's as --parent")
    place = Place(settings.address())
    seal = place.join(settings, log, start)
    if seal and detach():
        try:
            place.wait()
            beat_while_wanted(settings, log, place, seal)
        finally:
            os._exit(0)


def main() -> None:
    options, environment = dict(zip(sys.argv[1::2], sys.argv[2::2])), dict(os.environ)
    agent = options.get("--agent") or environment.get("SWARMBOT_AGENT") or "no agent"
    log = Log(options.get("--log") or environment.get("SWARMBOT_HOOK_LOG"), agent)
    try:
        run(Settings(options, environment), log)
    except (ValueError, OSError, subprocess.SubprocessError) as error:
        log.say("hook", str(error))


if __name__ == "__main__":
    try:
        import fcntl  # not on Windows

        main()
    except BaseException:  # a tool must not fail, and a model must not hear of it
        pass
    os._exit(0)
