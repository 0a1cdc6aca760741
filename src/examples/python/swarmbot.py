"""What an agent needs to work for SwarmBot, in one file: copy it. Standard library only, Python 3.9 or newer.

    import swarmbot

    def hash_file(task: swarmbot.Task):
        task.progress(50, "half of it")
        return {"sha256": "..."}             # or raise: then the task is tried again, by this agent or another

    agent = swarmbot.Agent({"hash_file": hash_file}, "http://127.0.0.1:8080")    # a handler for each type of task
    agent.run()                                                                  # until stop(), SIGINT or SIGTERM
"""
from __future__ import annotations

import argparse
import base64
import collections
import contextlib
import datetime
import hashlib
import http.client
import json
import logging
import os
import queue
import random
import re
import signal
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, BinaryIO, Callable, Iterable, Mapping, NoReturn

Handler = Callable[["Task"], Any]
Progress = Callable[[int, int], Any]

ASK_AGAIN = frozenset({408, 429, 502, 503, 504})
NOT_LET_IN = frozenset({401, 403})  # the token is not accepted, or lacks a right: only people can help
NOT_WELCOME = NOT_LET_IN | {400}
FORGOTTEN = frozenset({"unknown_agent", "unknown_swarm"})  # a service that keeps nothing was restarted
NOT_OURS = FORGOTTEN | {"unknown_task", "not_assigned", "wrong_attempt", "illegal_transition"}
LONGEST_LINE = 1024  # bytes of a message, in JSON
LONGEST_TOKEN_FILE = 10_000  # characters: a file that was named by mistake is not read to its end
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # what a header may carry: RFC 6750, section 2.1


class Refused(Exception):
    """A clear no: sending the same again would not help."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.status, self.code = status, code


class Unavailable(Exception):
    """No answer, or one that asks for patience: whether it was done is not known."""

    def __init__(self, why: str, retry_after: float = 0) -> None:
        super().__init__(why)
        self.retry_after = retry_after

    @property
    def is_move(self) -> bool:
        """Whether only the replica that we asked goes away: another one answers soon, and nothing is wrong."""
        return str(self) == "shutting_down"


class Canceled(Exception):
    """The task is not this agent's any more: it was canceled, taken away or given up. Handlers let it through."""


class Failed(Exception):
    """Raised by a handler where trying again is of no use. Anything else that it raises has the task tried again."""


class Token:
    """The token that a client sends with each request, if it has one. Thread-safe. No text of this class contains it."""

    def __init__(self, token: str | None = None, token_file: str | os.PathLike[str] | None = None) -> None:
        """Takes the first that there is: `token`, `token_file`, the file that the environment variable
        SWARMBOT_TOKEN_FILE names, the environment variable SWARMBOT_TOKEN. Raises ValueError if it is unusable."""
        self._lock = threading.Lock()
        self._file: str | None = None
        self._text: str | None = None
        self._source = "the argument --token"
        if token is not None:
            self._text = self._checked(token)
        elif token_file is not None:
            self._take_from_file(token_file, "--token-file")
        elif file := os.environ.get("SWARMBOT_TOKEN_FILE"):
            self._take_from_file(file, "SWARMBOT_TOKEN_FILE")
        elif text := os.environ.get("SWARMBOT_TOKEN"):
            self._source = "the environment variable SWARMBOT_TOKEN"
            self._text = self._checked(text)

    def __repr__(self) -> str:
        return f"the token from {self._source}" if self._text else "no token"

    def current(self) -> str | None:
        """The token to send, or None to send none."""
        with self._lock:
            return self._text

    def newer_than(self, refused: str | None) -> str | None:
        """Reads the file again, because secrets are renewed there. None if it has no other token than the refused."""
        with self._lock:
            if self._file:
                with contextlib.suppress(ValueError):  # the refused one is all that we have
                    self._text = self._read()
            return self._text if self._text != refused else None

    def refusal(self) -> str:
        """What to tell people after a 401."""
        if self._text is None:
            return ("the service requires a token, and there is none: name its file with --token-file or"
                    " SWARMBOT_TOKEN_FILE, or give it with --token or SWARMBOT_TOKEN")
        return f"the service does not accept {self}: it is wrong, expired or revoked"

    def _take_from_file(self, file: str | os.PathLike[str], named_by: str) -> None:
        self._file = os.fspath(file)
        self._source = f"the file {self._file} ({named_by})"
        self._text = self._read()

    def _read(self) -> str:
        try:
            with open(self._file, encoding="utf-8", errors="replace") as file:
                return self._checked(file.read(LONGEST_TOKEN_FILE))
        except OSError as error:
            raise ValueError(f"no token can be read from {self._source}: {error.strerror}") from None

    def _checked(self, text: str) -> str:
        """Anything else would be refused by the HTTP client, with a message that contains the token."""
        if not TOKEN.fullmatch(text.strip()):
            raise ValueError(f"{self._source} has no token: it must be one word of letters, digits and -._~+/")
        return text.strip()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Otherwise urllib would send the token to whatever host an answer names, and would make a GET of a POST."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Service:
    """One swarm of a service, by HTTP. Thread-safe."""

    def __init__(self, url: str, swarm: str, token: Token | None = None) -> None:
        self._base = f"{url.rstrip('/')}/api/v1/swarms/{urllib.parse.quote(swarm, safe='')}/"
        self._token = token or Token()
        self._open = urllib.request.build_opener(_NoRedirect).open
        self._log = logging.getLogger("swarmbot")

    def call(self, method: str, path: str, body: Any, until: threading.Event, timeout: float = 10) -> Any:
        """Sends a command until it is answered, and through a restart of the service. It is done once, however often it
        is sent: all tries bear one key. Raises Refused, or Unavailable when `until` was set before there was an answer."""
        key = str(uuid.uuid4())
        return self._patiently(lambda: self.once(method, path, body, timeout, key), until)

    def _patiently(self, once: Callable[[], Any], until: threading.Event) -> Any:
        """Tries until there is an answer."""
        pause = 0.25
        while True:
            try:
                return once()
            except Unavailable as away:
                if away.is_move:
                    if until.wait(random.uniform(0, 1)):
                        raise
                    continue
                wait = away.retry_after + random.uniform(pause / 2, pause)  # a swarm must not come back as one
                self._log.warning("service unavailable (%s), again in %.1f s", away, wait)
                if until.wait(wait):
                    raise
            pause = min(2 * pause, 10)

    def once(self, method: str, path: str, body: Any = None, timeout: float = 5, key: str | None = None) -> Any:
        """Sends a command once; again if its token was refused and the token's file has a new one. Raises Refused or
        Unavailable."""
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        return self._ask(method, path, headers, data, timeout, lambda answer: json.loads(answer.read() or b"null"))

    def _ask(self, method: str, path: str, headers: dict[str, str], data: bytes | None, timeout: float,
             take: Callable[[Any], Any]) -> Any:
        """One request; again if its token was refused and the token's file has a new one. `take` reads the answer."""
        request = urllib.request.Request(self._base + path, data, headers, method=method)
        token = self._token.current()
        try:
            return self._send(request, token, timeout, take)
        except Refused as no:
            newer = self._token.newer_than(token) if no.status == 401 else None
            if newer is None:
                raise
        return self._send(request, newer, timeout, take)

    def _send(self, request: urllib.request.Request, token: str | None, timeout: float, take: Callable[[Any], Any]) -> Any:
        if token:
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        try:
            with self._open(request, timeout=timeout) as answer:
                return take(answer)
        except urllib.error.HTTPError as no:
            code, detail = self._problem(no)
            if no.code in ASK_AGAIN:
                after = no.headers.get("Retry-After", "")
                raise Unavailable(code, float(after) if after.isdigit() else 0) from None
            if no.code == 401:
                detail = self._token.refusal()
            elif 300 <= no.code < 400:
                detail = f"redirects are not followed; this one leads to {no.headers.get('Location')}"
            raise Refused(no.code, code, detail) from None
        except (OSError, ValueError, http.client.HTTPException) as lost:
            raise Unavailable(str(lost) or type(lost).__name__) from None

    @staticmethod
    def _problem(no: urllib.error.HTTPError) -> tuple[str, str]:
        """Code and detail of a problem+json; something between us and the service may answer in its own words."""
        try:
            with no:
                problem = json.loads(no.read())
            return str(problem["code"]), str(problem.get("detail", ""))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, http.client.HTTPException):
            return str(no.code), no.reason


class Files(Service):
    """The files of one swarm. What was cut goes on where it was cut. Thread-safe. `progress` hears how many bytes of how
    many are there; what it raises ends the transfer. `until` ends the waiting for a service that is away."""

    PIECE = 1 << 20  # bytes that are sent at a time, and held in memory
    BLOCK = 64 << 10
    TUS = {"Tus-Resumable": "1.0.0"}

    def upload(self, path: str | os.PathLike[str], *, name: str | None = None, type: str | None = None,
               task: str | None = None, agent: str | None = None, progress: Progress | None = None,
               begun: Callable[[str], None] | None = None, resume: str | None = None,
               until: threading.Event | None = None) -> dict[str, Any]:
        """Shares a file: when this returns, all of it is stored and everybody sees it. Returns its `id`, `name`, `size`
        and `sha256`. `begun` hears the id at the beginning; whoever kept it goes on later with `resume`. Raises Refused,
        or Unavailable when `until` was set."""
        until = until or threading.Event()
        with open(path, "rb") as file:
            size, sha256 = _measured(file)
            name = name or os.path.basename(path)
            file_id = resume
            if file_id is None:
                told = {"filename": name, "filetype": type, "task": task, "agent": agent, "sha256": sha256}
                metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}"
                                    for key, value in told.items() if value)
                headers = {**self.TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
                where = self._patiently(lambda: self._ask("POST", "files", headers, b"", 10,
                                                          lambda answer: answer.headers["Location"]), until)
                file_id = where.rpartition("/")[2]
            if begun:
                begun(file_id)
            at = self._offset(file_id, until) if resume else 0
            while at < size:
                if progress:
                    progress(at, size)
                at = self._send_piece(file, file_id, at, until)
            if progress:
                progress(size, size)
        return {"id": file_id, "name": name, "size": size, "sha256": sha256}

    def _offset(self, file_id: str, until: threading.Event) -> int:
        """How many bytes the service has. If it has all, the file is shared."""
        return self._patiently(lambda: self._ask("HEAD", f"files/{file_id}", self.TUS, None, 10,
                                                 lambda answer: int(answer.headers["Upload-Offset"])), until)

    def _send_piece(self, file: BinaryIO, file_id: str, at: int, until: threading.Event) -> int:
        """Sends what comes next, and returns where the service is then, however much of it arrived."""
        file.seek(at)
        headers = {**self.TUS, "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        try:
            return self._ask("PATCH", f"files/{file_id}", headers, file.read(self.PIECE), 60,
                             lambda answer: int(answer.headers["Upload-Offset"]))
        except Unavailable as cut:
            self._log.warning("upload of %s was cut (%s)", file_id, cut)
            if until.wait(cut.retry_after + random.uniform(0.1, 0.3)):
                raise
        except Refused as no:
            if no.code == "upload_locked":  # by our own request, whose end the service has not noticed
                if until.wait(random.uniform(0.1, 0.3)):
                    raise
            elif no.code != "wrong_offset":
                raise
        return self._offset(file_id, until)

    def download(self, file_id: str, path: str | os.PathLike[str], *, progress: Progress | None = None,
                 until: threading.Event | None = None) -> None:
        """Fetches a file. It is at `path` only when all of it is there and has its SHA-256; what there is before is in
        `path` + ".part", and the next call goes on with it. Raises Refused, or Unavailable when `until` was set."""
        until = until or threading.Event()
        part, where = f"{os.fspath(path)}.part", f"files/{urllib.parse.quote(file_id, safe='')}"

        def known() -> tuple[int, str]:
            return self._patiently(lambda: self._ask(
                "HEAD", where, {}, None, 10, lambda head: (int(head.headers["Content-Length"]), head.headers["ETag"])), until)

        size, tag = known()
        with open(part, "a+b") as file:
            while (at := file.seek(0, os.SEEK_END)) < size:
                ranged = {"Range": f"bytes={at}-", "If-Range": tag} if at else {}
                try:
                    self._ask("GET", where, ranged, None, 60, lambda answer: self._take(answer, file, size, progress))
                except Unavailable as cut:
                    self._log.warning("download of %s was cut (%s)", file_id, cut)
                    if until.wait(cut.retry_after + random.uniform(0.1, 0.3)):
                        raise
                    known()  # with pauses that grow
            found = _measured(file)[1]
        if f'"{found}"' != tag:
            os.remove(part)
            raise Refused(460, "checksum_mismatch", f"the bytes of file {file_id} have the SHA-256 {found}; they are gone")
        os.replace(part, path)

    def _take(self, answer: Any, file: BinaryIO, size: int, progress: Progress | None) -> None:
        if answer.status != 206:
            file.truncate(0)
        while block := answer.read(self.BLOCK):
            try:
                file.write(block)
                file.flush()
                if progress:
                    progress(file.tell(), size)
            except (OSError, ValueError) as own:  # it is not the service that fails
                raise RuntimeError(f"the bytes could not be taken: {own}") from own
        if file.tell() < size:
            raise Unavailable("the answer is cut off")


class Task:
    """One attempt at a task, as its handler sees it. Every method but `log` raises Canceled once it is not ours any more."""

    def __init__(self, agent: Agent, given: dict[str, Any]) -> None:
        self.id: str = given["id"]
        self.attempt: int = given["attempt"]
        self.entity: dict[str, Any] = {}  # all that the service says of it, once it was started
        self._agent = agent
        self._canceled = threading.Event()
        self._news = threading.Event()  # set where a question may have been answered

    @property
    def type(self) -> str:
        return self.entity["type"]

    @property
    def input(self) -> Any:
        return self.entity["input"]

    @property
    def canceled(self) -> bool:
        """Whether the handler should stop: whatever it did would be refused."""
        return self._canceled.is_set()

    def check(self) -> None:
        """Raises Canceled where the handler should stop. Costs nothing: call it often."""
        if self.canceled:
            raise Canceled(self.id)

    def wait(self, seconds: float) -> None:
        """Sleeps; a cancellation ends it at once, with Canceled."""
        self._canceled.wait(seconds)
        self.check()

    def progress(self, percent: float, message: str | None = None) -> None:
        """Says how far it is, from 0 to 100."""
        self._tell("progress", progress=int(percent), **({} if message is None else {"message": _shortened(message)}))

    def log(self, message: str, level: str = "info") -> None:
        """Has a line appear as a `log` event soon. Levels are debug, info, warn and error. Never blocks."""
        self._agent.lines.add(message, level, self.id)

    def ask(self, question: Any, within: str | None = None) -> Any:
        """Asks people, and returns their answer within a heartbeat of it; both are any JSON. Without one in time, `10m`
        say, the task fails, and this raises Canceled."""
        asked = self._tell("request-input", question=question, **({"within": within} if within else {}))
        while True:
            self._news.wait()
            self._news.clear()
            self.check()
            now = self._agent.call("GET", f"tasks/{self.id}")
            if now["version"] > asked["version"] and now["status"] == "running" and now["attempt"] == self.attempt:
                return now["answer"]

    def upload(self, path: str | os.PathLike[str], **more: Any) -> dict[str, Any]:
        """Shares a file of this task; see `Files.upload`."""
        return self._transfer(lambda files, **own: files.upload(path, task=self.id, agent=self._agent.id, **own, **more))

    def download(self, file_id: str, path: str | os.PathLike[str]) -> None:
        """Fetches a file of the swarm; see `Files.download`."""
        self._transfer(lambda files, **own: files.download(file_id, path, **own))

    def _transfer(self, action: Callable[..., Any]) -> Any:
        """A cancellation ends it."""
        self.check()
        try:
            return action(self._agent.files, progress=lambda *_: self.check(), until=self._canceled)
        except Refused as no:
            self._agent._end_if_not_let_in(no)
            raise
        except Unavailable:
            self.check()
            raise

    def _tell(self, verb: str, **more: Any) -> Any:
        self.check()
        return self._say(verb, **more)

    def _say(self, verb: str, **more: Any) -> Any:
        """The same, were it canceled or not."""
        body = {"agent_id": self._agent.id, "attempt": self.attempt, **more}
        try:
            return self._agent.call("POST", f"tasks/{self.id}/{verb}", body)
        except Refused as no:
            self._agent._end_if_not_let_in(no)
            if no.code not in NOT_OURS:
                raise
            self._cancel()
            raise Canceled(str(no)) from None

    def _heard(self, held: Iterable[dict[str, Any]]) -> None:
        """Takes what a heartbeat's answer says of this attempt."""
        for each in held:
            if (each["id"], each["attempt"]) == (self.id, self.attempt):
                if each["cancel"]:
                    self._cancel()
                elif each["status"] != "input_required":
                    self._news.set()

    def _cancel(self) -> None:
        self._canceled.set()
        self._news.set()


class LogLines(logging.Handler):
    """Lines on their way into the swarm's log: in batches, beside the work. It holds the newest 1,000; how many it had
    to drop is itself a line. Also a handler for `logging`: add it to a logger to have that one's records shipped."""

    MOST, BATCH, BATCH_BYTES, LINGER = 1_000, 100, 16_000, 0.2

    def __init__(self, agent: Agent) -> None:
        super().__init__()
        self._agent = agent
        self._lines: collections.deque[tuple[str | None, dict[str, str]]] = collections.deque()
        self._dropped = 0
        self._some = threading.Event()

    def add(self, message: str, level: str = "info", task_id: str | None = None) -> None:
        """Takes a line. Never blocks."""
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self.lock:
            if len(self._lines) == self.MOST:
                self._lines.popleft()
                self._dropped += 1
            self._lines.append((task_id, {"level": level, "message": _shortened(message), "at": at}))
        self._some.set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.name != "swarmbot":  # what sending says must not be sent
            level = "debug info warn error error".split()[min(max(record.levelno // 10 - 1, 0), 4)]
            task = self._agent.task
            self.add(self.format(record), level, task and task.id)

    def ship(self, over: threading.Event) -> None:
        """Sends what comes, and at the end what is left: the body of a thread."""
        while not over.is_set():
            self._some.wait()
            over.wait(self.LINGER)  # for more
            self._some.clear()
            while batch := self._next_batch():
                try:
                    self._agent.call("POST", self._agent.path + "/log", batch)
                except Refused as no:
                    self._agent._end_if_not_let_in(no)
                    with self.lock:
                        self._dropped += len(batch["lines"])
                except Unavailable:
                    return

    def wake(self) -> None:
        """Has the thread look whether it is over."""
        self._some.set()

    def _next_batch(self) -> dict[str, Any] | None:
        """Lines of one task, or of none, that fit into one command."""
        with self.lock:
            if not self._lines:
                return None
            task_id, first = self._lines.popleft()
            lines = [first]
            if self._dropped:
                lines.insert(0, {**first, "level": "warn", "message": f"{self._dropped} lines dropped"})
                self._dropped = 0
            size = len(json.dumps(lines))
            while self._lines and self._lines[0][0] == task_id and len(lines) < self.BATCH:
                size += len(json.dumps(self._lines[0][1]))
                if size > self.BATCH_BYTES:
                    break
                lines.append(self._lines.popleft()[1])
        return {"lines": lines, **({"task_id": task_id} if task_id else {})}


class Agent:
    """Takes one task after the other and hands it to the handler of its type. It lives through lost answers and restarts
    of the service, and beats beside the work, so that a long task keeps its lease and a cancellation reaches it."""

    def __init__(self, handlers: Mapping[str, Handler], url: str = "http://127.0.0.1:8080", swarm: str = "default",
                 agent_id: str | None = None, *, role: str = "worker", capabilities: Iterable[str] | None = None,
                 heartbeat: float = 5, grace: float = 5, max_tasks: int = sys.maxsize, token: str | None = None,
                 token_file: str | os.PathLike[str] | None = None, lease: str | None = None) -> None:
        """
        :param handlers: by type of task; each returns the result (any JSON up to 16 KiB) or raises
        :param agent_id: for one running agent only; one that comes back with its id goes on with its task
        :param capabilities: what it says it is capable of; the types that it handles unless given
        :param heartbeat: seconds between two of them; well below the lease
        :param grace: seconds that a task in hand gets to end where the agent is stopped
        :param max_tasks: leaves after so many
        :param token: what it logs in with, for a service that requires it; see `Token` for where else it may come from
        :param token_file: a file with nothing but the token; it is read again when the token is not accepted any more
        :param lease: such as "15m": how long it may be cut off before its task is taken back, if it is to be another time
            than the service's (`swarmbot.tasks.lease`); the smaller counts if the task has one, too
        """
        self.id = agent_id or "python-" + uuid.uuid4().hex[:6]
        self.path = "agents/" + urllib.parse.quote(self.id, safe="")
        self.lines = LogLines(self)
        self.task: Task | None = None  # in hand
        known = Token(token, token_file)
        self._service = Service(url, swarm, known)
        self.files = Files(url, swarm, known)
        self._handlers = dict(handlers)
        self._role, self._capabilities = role, list(self._handlers if capabilities is None else capabilities)
        self._lease = lease
        self._period, self._grace, self._max_tasks = heartbeat, grace, max_tasks
        self._stopping = threading.Event()  # claims nothing more
        self._over = threading.Event()  # says nothing more
        # Why run() should end: an exception, or None. Unlike an event, it may be told by a signal handler.
        self._ends: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._log = logging.getLogger("swarmbot")

    @classmethod
    def from_command_line(cls, handlers: Mapping[str, Handler], description: str, **settings: Any) -> Agent:
        """An agent as the arguments of the program say."""
        options = _Options(description=description)
        options.add_argument("--url", default="http://127.0.0.1:8080")
        options.add_argument("--swarm", default="default")
        options.add_argument("--id", dest="agent_id", help="for one running agent only")
        options.add_argument("--capabilities", type=lambda names: names.split(","), help="with commas between them")
        options.add_argument("--heartbeat", type=float, default=5, help="seconds between two")
        options.add_argument("--lease", help="such as 15m; the service's unless given")
        options.add_argument("--grace", type=float, default=5, help="seconds to end in when it is stopped")
        options.add_argument("--max-tasks", type=int, default=sys.maxsize, help="leave after so many")
        options.add_argument("--token", help="to log in with; others on this machine may see it: better name a file")
        options.add_argument("--token-file", help="has the token; else SWARMBOT_TOKEN_FILE, then SWARMBOT_TOKEN")
        given = options.parse_args()
        try:
            Token(given.token, given.token_file)
        except ValueError as error:
            options.error(str(error))
        return cls(handlers, **vars(given), **settings)

    def run(self) -> None:
        """Works until max_tasks are done or it is stopped, then leaves the swarm. Once. Raises Refused if it may not: no
        token, one that is not accepted any more, or a right that is missing."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: self.stop())
        shipping = threading.Thread(target=self.lines.ship, args=(self._over,), daemon=True)
        for thread in (threading.Thread(target=self._claims, daemon=True),
                       threading.Thread(target=self._heartbeats, daemon=True), shipping):
            thread.start()
        end = self._ends.get()
        self._stopping.set()
        if self.task:  # it is finished if that takes no longer than the grace; told a second time, we go at once
            with contextlib.suppress(queue.Empty):
                end = self._ends.get(timeout=self._grace) or end
        self._leave(shipping)
        if end:
            raise end

    def stop(self) -> None:
        """Ends run(): the task in hand gets the grace to end, else it is failed, to be tried again by another. Told
        twice: at once. For any thread and for signal handlers."""
        self._ends.put(None)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Sends a command of one's own: below the swarm, until it is answered. Raises Refused, or Unavailable at the end."""
        return self._service.call(method, path, body, self._over)

    def _end_if_not_let_in(self, no: Refused) -> None:
        """Has run() raise it. The task in hand gets the grace: what is refused may be something else than its end."""
        if no.status in NOT_LET_IN and not self._stopping.is_set():  # once: a second reason would end the grace
            self._ends.put(no)
            self._stopping.set()

    def _claims(self) -> None:
        try:
            self._work_on(self._max_tasks)
            self._ends.put(None)
        except Unavailable:
            self._ends.put(None)  # in our own end
        except BaseException as error:  # run() raises it
            self._ends.put(error)

    def _work_on(self, tasks: int) -> None:
        registered = False
        while tasks > 0 and not self._stopping.is_set():
            try:
                if not registered:
                    self._register()
                    registered = True
                given = self._next()
                if given and not self._stopping.is_set():
                    self._process(given)
                    tasks -= 1
            except Refused as no:
                if self._stopping.is_set():
                    return  # we are not in the swarm any more
                if no.status in NOT_WELCOME:
                    raise
                self._log.warning("refused: %s", no)
                registered = registered and no.code not in FORGOTTEN
                self._stopping.wait(random.uniform(0.5, 1.5))

    def _register(self) -> None:
        body = {"role": self._role, "capabilities": self._capabilities}
        if self._lease:
            body["lease"] = self._lease
        self._service.call("PUT", self.path, body, self._stopping)
        self._log.info("registered as %s", self.id)

    def _next(self) -> dict[str, Any] | None:
        """First what we hold without knowing: we were killed and have come back, or were given it by somebody."""
        held = self._service.call("POST", self.path + "/heartbeat", {"tasks": []}, self._stopping)
        if held["tasks"]:
            return held["tasks"][0]
        if held["mode"] == "active":
            try:
                return self._service.call("POST", self.path + "/claim?wait=20s", {}, self._stopping, timeout=30)
            except Refused as no:
                if no.code != "agent_paused":
                    raise
        self._stopping.wait(self._period)  # paused or draining: nothing more until we are resumed
        return None

    def _process(self, given: dict[str, Any]) -> None:
        """Whoever is given a task starts it; that also shows whether it is still ours."""
        task = self.task = Task(self, given)
        try:
            task.entity = task._tell("start")
            if task.type not in self._handlers:
                raise LookupError(f"this agent does only {', '.join(self._handlers)}, not {task.type}")
            task._tell("complete", result=self._handlers[task.type](task))
            self._log.info("%s completed", task.id)
        except Canceled:
            self._log.info("%s is not ours any more", task.id)
        except Unavailable:
            raise
        except Exception as error:
            self._fail(task, error)
        finally:
            self.task = None

    def _fail(self, task: Task, error: Exception) -> None:
        what = {"type": type(error).__name__, "message": _shortened(str(error))}
        with contextlib.suppress(Canceled):
            task._tell("fail", error=what, retry=not isinstance(error, Failed))
            self._log.info("%s failed: %s: %s", task.id, what["type"], what["message"])

    def _heartbeats(self) -> None:
        """Says, however long the work takes, that we live and what we work on; hears what we should no longer work on."""
        while not self._over.wait(self._period * random.uniform(0.8, 1)):
            task = self.task
            named = [{"id": task.id, "attempt": task.attempt}] if task else []
            try:
                held = self._service.once("POST", self.path + "/heartbeat", {"tasks": named})["tasks"]
            except Unavailable:
                continue
            except Refused as no:
                self._end_if_not_let_in(no)
                if task and no.code in FORGOTTEN:
                    task._cancel()
                continue
            if task:
                task._heard(held)

    def _leave(self, shipping: threading.Thread) -> None:
        """Gives back what we still hold, sends what is left of the log, and says goodbye. Each is tried once."""
        task = self.task
        if task:
            task._cancel()  # for a handler that looks
            error = {"type": "Stopped", "message": "the agent was stopped"}
            body = {"agent_id": self.id, "attempt": task.attempt, "error": error, "retry": True}
            with contextlib.suppress(Refused, Unavailable):
                self._service.once("POST", f"tasks/{task.id}/fail", body)
                self._log.info("%s was given back", task.id)
        self._over.set()
        self.lines.wake()
        shipping.join(self._grace)
        with contextlib.suppress(Refused, Unavailable):
            self._service.once("DELETE", self.path)
        self._log.info("left")


class _Options(argparse.ArgumentParser):
    """Its messages repeat what it did not understand, and that may be a token."""

    def error(self, message: str) -> NoReturn:
        super().error(re.sub(r"sbt_\w+", "sbt_...", message))


def _measured(file: BinaryIO) -> tuple[int, str]:
    """The size and the SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(Files.BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _shortened(text: str) -> str:
    """As much of the text as a message may have."""
    text = text.encode(errors="replace").decode()
    while len(json.dumps(text, ensure_ascii=False).encode()) - 2 > LONGEST_LINE:
        text = text[:min(len(text) * 9 // 10, LONGEST_LINE)]
    return text
