import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an agent needs to work for SwarmBot, in one file: copy it. Java 17 or newer, no libraries.
 *
 * <pre>{@code
 * new SwarmBot(Map.of("hash_file", Agent::hashFile), SwarmBot.Settings.of(args)).run();
 * }</pre>
 *
 * <p>It takes one task after the other and hands it to the handler of its type. It lives through lost answers and
 * restarts of the service, and beats beside the work, so that a long task keeps its lease and a cancellation reaches
 * it.
 */
public final class SwarmBot {
    private static final Set<Integer> ASK_AGAIN = Set.of(408, 429, 502, 503, 504);
    /** The token is not accepted, or lacks a right: only people can help. */
    private static final Set<Integer> NOT_LET_IN = Set.of(401, 403);

    private static final Set<Integer> NOT_WELCOME = Set.of(400, 401, 403);
    /** A service that keeps nothing was restarted. */
    private static final Set<String> FORGOTTEN = Set.of("unknown_agent", "unknown_swarm");

    private static final Set<String> NOT_OURS = Set.of(
            "unknown_agent", "unknown_swarm", "unknown_task", "not_assigned", "wrong_attempt", "illegal_transition");

    /** Does tasks of one type. */
    public interface Handler {

        /**
         * Returns the result: maps, lists, strings, numbers, booleans and null, 16 KiB of JSON at the most. Whatever it
         * throws lets the task be tried again, by this agent or another, but for {@link Failed} and {@link Canceled}.
         */
        Object handle(Task task) throws Exception;
    }

    /** The task is not this agent's any more: it was canceled, taken away or given up. Handlers let it through. */
    public static final class Canceled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Canceled(String why) {
            super(why);
        }
    }

    /** Thrown by a handler where trying again is of no use. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        public Failed(String message) {
            super(message);
        }
    }

    /** A clear no: sending the same again would not help. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        private Refused(int status, String code, String detail) {
            super(code + ": " + detail);
            this.status = status;
            this.code = code;
        }

        public String code() {
            return code;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    /** No answer, or one that asks for patience: whether it was done is not known. */
    private static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;
        private final long retryAfterMillis;

        Unavailable(String why, long retryAfterMillis) {
            super(why);
            this.retryAfterMillis = retryAfterMillis;
        }

        /** Whether only the replica that we asked goes away: another one answers soon, and nothing is wrong. */
        boolean isMove() {
            return "shutting_down".equals(getMessage());
        }
    }

    /**
     * How an agent works.
     *
     * @param id for one running agent only; one that comes back with its id goes on with its task
     * @param capabilities what it says it is capable of; the types that it handles where there are none
     * @param lease such as {@code 15m}: how long it may be cut off before its task is taken back; empty for the
     *     service's (`swarmbot.tasks.lease`). The smaller counts if the task has one, too
     * @param heartbeat the pause between two; well below the lease
     * @param grace what a task in hand gets to end where the agent is stopped
     * @param maxTasks leaves after so many
     * @param token what it logs in with, for a service that requires it
     */
    public record Settings(
            String url,
            String swarm,
            String id,
            String role,
            List<String> capabilities,
            String lease,
            Duration heartbeat,
            Duration grace,
            long maxTasks,
            Token token) {

        /**
         * As the arguments of a program say: {@code --url}, {@code --swarm}, {@code --id} ... Others end the program.
         */
        public static Settings of(String... arguments) {
            Set<String> named = new HashSet<>();
            Map<String, String> given = new LinkedHashMap<>();
            given.put("url", "http://127.0.0.1:8080");
            given.put("swarm", "default");
            given.put("id", "java-" + UUID.randomUUID().toString().substring(0, 6));
            given.put("role", "worker");
            given.put("capabilities", "");
            given.put("lease", "");
            given.put("heartbeat", "5");
            given.put("grace", "5");
            given.put("max-tasks", "" + Long.MAX_VALUE);
            given.put("token", "");
            given.put("token-file", "");
            for (int i = 0; i < arguments.length; i += 2) {
                String name = arguments[i].replaceFirst("^--", "");
                if (i + 1 == arguments.length || given.replace(name, arguments[i + 1]) == null) {
                    System.err.println("options: --" + String.join(" ... --", given.keySet()) + " ...");
                    System.exit(2);
                }
                named.add(name);
            }
            Token token = Token.NONE;
            try {
                token = Token.of(
                        named.contains("token") ? given.get("token") : null,
                        named.contains("token-file") ? given.get("token-file") : null);
            } catch (IllegalArgumentException e) {
                System.err.println(e.getMessage());
                System.exit(2);
            }
            String capabilities = given.get("capabilities");
            return new Settings(
                    given.get("url"),
                    given.get("swarm"),
                    given.get("id"),
                    given.get("role"),
                    capabilities.isEmpty() ? List.of() : List.of(capabilities.split(",")),
                    given.get("lease"),
                    seconds(given.get("heartbeat")),
                    seconds(given.get("grace")),
                    Long.parseLong(given.get("max-tasks")),
                    token);
        }

        private static Duration seconds(String number) {
            return Duration.ofMillis(Math.round(Double.parseDouble(number) * 1_000));
        }
    }

    /**
     * The token that a client sends with each request, if it has one. Thread-safe. No text of this class contains it.
     */
    public static final class Token {
        /** For a service that requires none. */
        public static final Token NONE = new Token(null, "");

        /** What a header may carry: RFC 6750, section 2.1. */
        private static final String ALLOWED = "[A-Za-z0-9._~+/-]+=*";
        /** A file that was named by mistake is not read to its end. */
        private static final int LONGEST_FILE = 10_000;

        private final Path file;
        private final String source;
        private String text;

        private Token(Path file, String source) {
            this.file = file;
            this.source = source;
        }

        /**
         * Takes the first that there is: the token, the file that has it, the file that the environment variable
         * SWARMBOT_TOKEN_FILE names, the environment variable SWARMBOT_TOKEN. Each argument may be null.
         *
         * @throws IllegalArgumentException if it is unusable
         */
        public static Token of(String token, String file) {
            String fileOfEnvironment = System.getenv("SWARMBOT_TOKEN_FILE");
            String ofEnvironment = System.getenv("SWARMBOT_TOKEN");
            if (token != null) {
                return of(token, null, "the argument --token");
            } else if (file != null) {
                return in(file, "--token-file");
            } else if (fileOfEnvironment != null && !fileOfEnvironment.isEmpty()) {
                return in(fileOfEnvironment, "SWARMBOT_TOKEN_FILE");
            } else if (ofEnvironment != null && !ofEnvironment.isEmpty()) {
                return of(ofEnvironment, null, "the environment variable SWARMBOT_TOKEN");
            }
            return NONE;
        }

        private static Token of(String text, Path file, String source) {
            Token token = new Token(file, source);
            token.text = token.checked(text);
            return token;
        }

        private static Token in(String file, String namedBy) {
            try {
                Token token = new Token(Path.of(file), "the file " + file + " (" + namedBy + ")");
                token.text = token.read();
                return token;
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("no token can be read from the file " + file, e);
            }
        }

        @Override
        public synchronized String toString() {
            return text == null ? "no token" : "the token from " + source;
        }

        /** The token to send, or null to send none. */
        private synchronized String current() {
            return text;
        }

        /**
         * Reads the file again, because secrets are renewed there. Null if it has no other token than the refused one.
         */
        private synchronized String newerThan(String refused) {
            if (file != null) {
                try {
                    text = read();
                } catch (IllegalArgumentException e) {
                    // The refused one is all that we have.
                }
            }
            return Objects.equals(text, refused) ? null : text;
        }

        /** What to tell people after a 401. */
        private synchronized String refusal() {
            return text == null
                    ? "the service requires a token, and there is none: name its file with --token-file or"
                            + " SWARMBOT_TOKEN_FILE, or give it with --token or SWARMBOT_TOKEN"
                    : "the service does not accept " + this + ": it is wrong, expired or revoked";
        }

        private String read() {
            try (InputStream in = Files.newInputStream(file)) {
                return checked(new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8));
            } catch (IOException e) {
                String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
                throw new IllegalArgumentException("no token can be read from " + source + ": " + why, e);
            }
        }

        /** Anything else would be refused by the HTTP client, with a message that contains the token. */
        private String checked(String given) {
            if (!given.strip().matches(ALLOWED)) {
                throw new IllegalArgumentException(
                        source + " has no token: it must be one word of letters, digits and -._~+/");
            }
            return given.strip();
        }
    }

    private final Map<String, Handler> handlers;
    private final Settings settings;
    private final String id;
    private final String me;
    private final Service service;
    private final LogLines lines = new LogLines();
    /** We claim nothing more. */
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** We say nothing more. */
    private final CountDownLatch over = new CountDownLatch(1);

    private final CountDownLatch left = new CountDownLatch(1);
    /** Why {@link #run} should end. */
    private final BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();

    private volatile Task inHand;

    /** @param handlers by type of task */
    public SwarmBot(Map<String, Handler> handlers, Settings settings) {
        this.handlers = Map.copyOf(handlers);
        this.settings = settings;
        this.id = settings.id();
        this.me = "agents/" + id;
        this.service = new Service(settings.url(), settings.swarm(), settings.token());
    }

    // --- Living

    /**
     * Works until {@code maxTasks} are done or it is stopped, by {@link #stop}, SIGINT or SIGTERM, then leaves the
     * swarm. Once.
     *
     * @throws Refused if it may not work: no token, one that is not accepted any more, or a right that is missing
     */
    public void run() throws Refused, InterruptedException {
        Thread onSignal = new Thread(this::stopProcess, "swarmbot-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        Optional<Throwable> end;
        try {
            end = live();
        } finally {
            left.countDown();
            forget(onSignal);
        }
        Throwable why = end.orElse(null);
        if (why instanceof Refused refused) {
            throw refused;
        } else if (why != null) {
            throw new IllegalStateException(why);
        }
    }

    /** Returns why it ended. */
    private Optional<Throwable> live() throws InterruptedException {
        Thread shipping = daemon("swarmbot-log", lines::ship);
        daemon("swarmbot-heartbeats", this::heartbeats);
        daemon("swarmbot-claims", this::claims);
        Optional<Throwable> end = ends.take();
        stopping.countDown();
        if (inHand != null) {
            // It is finished if that takes no longer than the grace. Told a second time, we go at once.
            Optional<Throwable> sooner = ends.poll(settings.grace().toMillis(), TimeUnit.MILLISECONDS);
            end = sooner == null || sooner.isEmpty() ? end : sooner;
        }
        leave(shipping);
        return end;
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // It is what stopped us, and ends the process now.
        }
    }

    /**
     * Ends {@link #run}: the task in hand gets the grace to end, else it is failed, to be tried again by another. Told
     * twice: at once.
     */
    public void stop() {
        ends.add(Optional.empty());
    }

    /** Being told to end and ending is a success, but Java's own exit status would be that of the signal. */
    private void stopProcess() {
        try {
            stop();
            left.await();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private static Thread daemon(String name, Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Has {@link #run} throw it. The task in hand gets the grace: what is refused may be something else than its end.
     */
    private void endIfNotLetIn(Refused no) {
        if (NOT_LET_IN.contains(no.status) && stopping.getCount() > 0) { // once: a second reason would end the grace
            ends.add(Optional.of(no));
            stopping.countDown();
        }
    }

    private void claims() {
        try {
            workOn(settings.maxTasks());
            ends.add(Optional.empty());
        } catch (Unavailable e) { // in our own end
            ends.add(Optional.empty());
        } catch (Refused | InterruptedException | RuntimeException | Error e) { // run throws it
            ends.add(Optional.of(e));
        }
    }

    private void workOn(long tasks) throws Refused, Unavailable, InterruptedException {
        boolean registered = false;
        while (tasks > 0 && stopping.getCount() > 0) {
            try {
                if (!registered) {
                    register();
                    registered = true;
                }
                Map<String, Object> given = next();
                if (given != null && stopping.getCount() > 0) {
                    process(new Task((String) given.get("id"), integer(given.get("attempt"))));
                    tasks--;
                }
            } catch (Refused no) {
                if (stopping.getCount() == 0) {
                    return; // it is not in the swarm any more
                }
                if (NOT_WELCOME.contains(no.status)) {
                    throw no;
                }
                say("refused: " + no.getMessage());
                registered = registered && !FORGOTTEN.contains(no.code);
                stopping.await(ThreadLocalRandom.current().nextLong(500, 1_500), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void register() throws Refused, Unavailable, InterruptedException {
        List<String> capabilities = settings.capabilities().isEmpty()
                ? handlers.keySet().stream().sorted().toList()
                : settings.capabilities();
        Map<String, Object> body = new LinkedHashMap<>(Map.of("role", settings.role(), "capabilities", capabilities));
        if (!settings.lease().isEmpty()) {
            body.put("lease", settings.lease());
        }
        service.call("PUT", me, body, stopping);
        say("registered as " + id);
    }

    /** First what we hold without knowing: we were killed and have come back, or were given it by somebody. */
    private Map<String, Object> next() throws Refused, Unavailable, InterruptedException {
        Map<String, Object> held =
                Json.object(service.call("POST", me + "/heartbeat", Map.of("tasks", List.of()), stopping));
        List<?> tasks = (List<?>) held.get("tasks");
        if (!tasks.isEmpty()) {
            return Json.object(tasks.get(0));
        }
        if ("active".equals(held.get("mode"))) {
            try {
                Duration patience = Duration.ofSeconds(30);
                return Json.object(service.call("POST", me + "/claim?wait=20s", Map.of(), stopping, patience));
            } catch (Refused no) {
                if (!no.code.equals("agent_paused")) {
                    throw no;
                }
            }
        }
        // Paused or draining: nothing more until we are resumed.
        stopping.await(settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
        return null;
    }

    /** Whoever is given a task starts it; that also shows whether it is still ours. */
    private void process(Task task) throws Refused, Unavailable, InterruptedException {
        inHand = task;
        try {
            task.entity = Json.object(task.tell("start", Map.of()));
            Handler handler = handlers.get(task.type());
            if (handler == null) {
                throw new IllegalArgumentException(
                        "this agent does only " + handlers.keySet() + ", not " + task.type());
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("result", handler.handle(task));
            task.tell("complete", result);
            say(task.id() + " completed");
        } catch (Canceled e) {
            say(task.id() + " is not ours any more");
        } catch (Unavailable | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fail(task, e);
        } finally {
            inHand = null;
        }
    }

    private void fail(Task task, Exception e) throws Refused, Unavailable, InterruptedException {
        Map<String, Object> error =
                Map.of("type", e.getClass().getSimpleName(), "message", shortened(String.valueOf(e.getMessage())));
        try {
            task.tell("fail", Map.of("error", error, "retry", !(e instanceof Failed)));
            say(task.id() + " failed: " + e);
        } catch (Canceled canceled) {
            say(task.id() + " is not ours any more");
        }
    }

    /** Says, however long the work takes, that we live and what we work on; hears what we should no longer work on. */
    private void heartbeats() throws InterruptedException {
        long period = settings.heartbeat().toMillis();
        while (!over.await(ThreadLocalRandom.current().nextLong(period * 4 / 5, period + 1), TimeUnit.MILLISECONDS)) {
            Task task = inHand;
            List<?> named = task == null ? List.of() : List.of(Map.of("id", task.id, "attempt", task.attempt));
            try {
                Object answer = service.once("POST", me + "/heartbeat", Map.of("tasks", named));
                if (task != null) {
                    task.heard((List<?>) Json.object(answer).get("tasks"));
                }
            } catch (Unavailable e) {
                // The next one may be heard.
            } catch (Refused no) {
                endIfNotLetIn(no);
                if (task != null && FORGOTTEN.contains(no.code)) {
                    task.cancel();
                }
            }
        }
    }

    /** Gives back what we still hold, sends what is left of the log, and says goodbye. Each is tried once. */
    private void leave(Thread shipping) throws InterruptedException {
        Task task = inHand;
        if (task != null) {
            task.cancel(); // for a handler that looks
            Map<String, Object> error = Map.of("type", "Stopped", "message", "the agent was stopped");
            quietly("POST", "tasks/" + task.id + "/fail", task.body(Map.of("error", error, "retry", true)));
            say(task.id + " was given back");
        }
        over.countDown();
        lines.wake();
        shipping.join(settings.grace().toMillis());
        quietly("DELETE", me, null);
        say("left");
    }

    private void quietly(String method, String path, Object body) throws InterruptedException {
        try {
            service.once(method, path, body);
        } catch (Refused | Unavailable e) {
            say("not done at the end: " + e.getMessage());
        }
    }

    private static void say(String text) {
        System.out.printf("%tT %s%n", LocalTime.now(), text);
    }

    private static int integer(Object number) {
        return ((Number) number).intValue();
    }

    /** As much of the text as a message may have: 1 KiB in JSON. */
    private static String shortened(String text) {
        String shorter = text;
        while (Json.write(shorter).getBytes(StandardCharsets.UTF_8).length - 2 > 1_024) {
            shorter = shorter.substring(0, Math.min(shorter.length() * 9 / 10, 1_024));
        }
        return shorter;
    }

    /**
     * One attempt at a task, as its handler sees it. Every method but {@link #log} throws {@link Canceled} once the
     * task is no longer this agent's.
     */
    public final class Task {
        private final String id;
        private final int attempt;
        private final CountDownLatch canceled = new CountDownLatch(1);
        /** A permit where a question may have been answered. */
        private final Semaphore news = new Semaphore(0);

        private volatile Map<String, Object> entity = Map.of();

        private Task(String id, int attempt) {
            this.id = id;
            this.attempt = attempt;
        }

        public String id() {
            return id;
        }

        public int attempt() {
            return attempt;
        }

        public String type() {
            return (String) entity.get("type");
        }

        /** Objects are maps, arrays are lists, numbers BigDecimals. */
        public Object input() {
            return entity.get("input");
        }

        /** Whether the handler should stop: whatever it did would be refused. */
        public boolean isCanceled() {
            return canceled.getCount() == 0;
        }

        /** Throws where the handler should stop. Costs nothing: call it often. */
        public void check() {
            if (isCanceled()) {
                throw new Canceled(id);
            }
        }

        /** Sleeps; a cancellation ends it at once. */
        public void sleep(Duration time) throws InterruptedException {
            canceled.await(time.toMillis(), TimeUnit.MILLISECONDS);
            check();
        }

        /** Says how far it is, from 0 to 100. */
        public void progress(int percent, String message) throws Exception {
            tell("progress", Map.of("progress", percent, "message", shortened(message)));
        }

        /** Has a line appear as a {@code log} event soon. Levels are debug, info, warn and error. Never blocks. */
        public void log(String level, String message) {
            lines.add(level, message, id);
        }

        /**
         * Asks people, and returns their answer within a heartbeat of it; both are any JSON. Without one in time the
         * task fails, and this throws {@link Canceled}.
         */
        public Object ask(Object question, Duration within) throws Exception {
            Map<String, Object> more = Map.of("question", question, "within", within.toString());
            long asked = version(Json.object(tell("request-input", more)));
            while (true) {
                news.acquire();
                news.drainPermits();
                check();
                Map<String, Object> now = Json.object(service.call("GET", "tasks/" + id, null, over));
                if (version(now) > asked
                        && "running".equals(now.get("status"))
                        && integer(now.get("attempt")) == attempt) {
                    return now.get("answer");
                }
            }
        }

        /** Shares a file of this task; see {@link SharedFiles#upload}. */
        public Shared upload(Path path, String name, String type) throws Exception {
            Wanted wanted = new Wanted(name, type, id, SwarmBot.this.id);
            return transfer(files -> files.upload(path, wanted, (at, of) -> check()));
        }

        /** Fetches a file of the swarm; see {@link SharedFiles#download}. */
        public void download(String fileId, Path path) throws Exception {
            transfer(files -> {
                files.download(fileId, path, (at, of) -> check());
                return fileId;
            });
        }

        private interface Transfer<T> {
            T with(SharedFiles files) throws Exception;
        }

        /** A cancellation ends it. */
        private <T> T transfer(Transfer<T> transfer) throws Exception {
            check();
            try {
                return transfer.with(new SharedFiles(service, canceled));
            } catch (Refused no) {
                endIfNotLetIn(no);
                throw no;
            } catch (Unavailable away) {
                check();
                throw away;
            }
        }

        private static long version(Map<String, Object> entity) {
            return ((Number) entity.get("version")).longValue();
        }

        private Object tell(String verb, Map<String, Object> more) throws Refused, Unavailable, InterruptedException {
            check();
            try {
                return service.call("POST", "tasks/" + id + "/" + verb, body(more), over);
            } catch (Refused no) {
                endIfNotLetIn(no);
                if (!NOT_OURS.contains(no.code)) {
                    throw no;
                }
                cancel();
                throw new Canceled(no.getMessage());
            }
        }

        private Map<String, Object> body(Map<String, Object> more) {
            Map<String, Object> body = new LinkedHashMap<>(more);
            body.put("agent_id", SwarmBot.this.id);
            body.put("attempt", attempt);
            return body;
        }

        /** Takes what a heartbeat's answer says of this attempt. */
        private void heard(List<?> held) {
            for (Object each : held) {
                Map<String, Object> task = Json.object(each);
                if (id.equals(task.get("id")) && integer(task.get("attempt")) == attempt) {
                    if (Boolean.TRUE.equals(task.get("cancel"))) {
                        cancel();
                    } else if (!"input_required".equals(task.get("status"))) {
                        news.release();
                    }
                }
            }
        }

        private void cancel() {
            canceled.countDown();
            news.release();
        }
    }

    /**
     * Lines on their way into the swarm's log: in batches, beside the work. It holds the newest 1,000; how many it had
     * to drop is itself a line. Thread-safe.
     */
    private final class LogLines {
        private static final int MOST = 1_000;
        private static final int BATCH = 100;
        private static final int BATCH_BYTES = 16_000;
        private static final int LINGER_MILLIS = 200;

        private record Line(String taskId, Map<String, Object> body) {}

        private final Deque<Line> lines = new ArrayDeque<>();
        private final Semaphore some = new Semaphore(0);
        private int dropped;

        /** Takes a line. Never blocks. */
        void add(String level, String message, String taskId) {
            String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
            Line line = new Line(taskId, Map.of("level", level, "message", shortened(message), "at", at));
            synchronized (this) {
                if (lines.size() == MOST) {
                    lines.remove();
                    dropped++;
                }
                lines.add(line);
            }
            wake();
        }

        /** Has the thread look whether there is something, or whether it is over. */
        void wake() {
            some.release();
        }

        /** Sends what comes, and at the end what is left: the body of a thread. */
        void ship() throws InterruptedException {
            while (over.getCount() > 0) {
                some.acquire();
                over.await(LINGER_MILLIS, TimeUnit.MILLISECONDS); // for more
                some.drainPermits();
                sendAll();
            }
        }

        private void sendAll() throws InterruptedException {
            for (Map<String, Object> batch = nextBatch(); batch != null; batch = nextBatch()) {
                try {
                    service.call("POST", me + "/log", batch, over);
                } catch (Refused no) {
                    endIfNotLetIn(no);
                    drop(((List<?>) batch.get("lines")).size());
                } catch (Unavailable e) {
                    return;
                }
            }
        }

        private synchronized void drop(int count) {
            dropped += count;
        }

        /** Lines of one task that fit into one command; null where there are none. */
        private synchronized Map<String, Object> nextBatch() {
            Line first = lines.poll();
            if (first == null) {
                return null;
            }
            List<Object> batch = new ArrayList<>();
            if (dropped > 0) {
                batch.add(Map.of("level", "warn", "message", dropped + " lines dropped"));
                dropped = 0;
            }
            batch.add(first.body);
            int size = Json.write(batch).length();
            while (batch.size() < BATCH && !lines.isEmpty() && Objects.equals(lines.peek().taskId, first.taskId)) {
                size += Json.write(lines.peek().body).length();
                if (size > BATCH_BYTES) {
                    break;
                }
                batch.add(lines.remove().body);
            }
            return Map.of("lines", batch, "task_id", first.taskId);
        }
    }

    /** One swarm of a service, by HTTP. Thread-safe. */
    private static final class Service {
        /** It follows no redirect: it would send the token to whatever host an answer names. */
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();

        private final URI base;
        private final Token token;

        Service(String url, String swarm, Token token) {
            this.base = URI.create(url.replaceAll("/+$", "") + "/api/v1/swarms/" + swarm + "/");
            this.token = token;
        }

        /**
         * Sends a command until it is answered, and through a restart of the service. It is done once, however often it
         * is sent: all tries bear one key.
         *
         * @throws Unavailable where {@code until} is over before there was an answer
         */
        Object call(String method, String path, Object body, CountDownLatch until)
                throws Refused, Unavailable, InterruptedException {
            return call(method, path, body, until, Duration.ofSeconds(10));
        }

        Object call(String method, String path, Object body, CountDownLatch until, Duration timeout)
                throws Refused, Unavailable, InterruptedException {
            HttpRequest.Builder request = request(method, path, body)
                    .header("Idempotency-Key", UUID.randomUUID().toString());
            return patiently(() -> json(answer(request, timeout)), until);
        }

        private interface Attempt<T> {
            T make() throws Refused, Unavailable, InterruptedException;
        }

        /** Tries until there is an answer. */
        <T> T patiently(Attempt<T> attempt, CountDownLatch until) throws Refused, Unavailable, InterruptedException {
            for (long pause = 250; ; ) {
                try {
                    return attempt.make();
                } catch (Unavailable away) {
                    if (away.isMove()) {
                        if (until.await(ThreadLocalRandom.current().nextLong(1_000), TimeUnit.MILLISECONDS)) {
                            throw away;
                        }
                        continue;
                    }
                    // A swarm must not come back as one.
                    long millis =
                            away.retryAfterMillis + ThreadLocalRandom.current().nextLong(pause / 2, pause);
                    say("service unavailable (" + away.getMessage() + "), again in " + millis + " ms");
                    if (until.await(millis, TimeUnit.MILLISECONDS)) {
                        throw away;
                    }
                    pause = Math.min(pause * 2, 10_000);
                }
            }
        }

        /** Sends a command once. */
        Object once(String method, String path, Object body) throws Refused, Unavailable, InterruptedException {
            return json(answer(request(method, path, body), Duration.ofSeconds(5)));
        }

        private HttpRequest.Builder request(String method, String path, Object body) {
            return HttpRequest.newBuilder(base.resolve(path))
                    .header("Content-Type", "application/json")
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(base.resolve(path));
        }

        private static Object json(HttpResponse<byte[]> answer) throws Unavailable {
            String body = text(answer);
            try {
                return body.isEmpty() ? null : Json.read(body);
            } catch (IllegalArgumentException e) { // cut off
                throw new Unavailable(String.valueOf(e.getMessage()), 0);
            }
        }

        private static String text(HttpResponse<byte[]> answer) {
            return new String(answer.body(), StandardCharsets.UTF_8);
        }

        /** Sends it again if its token was refused and the token's file has a new one. */
        HttpResponse<byte[]> answer(HttpRequest.Builder request, Duration timeout)
                throws Refused, Unavailable, InterruptedException {
            String sent = token.current();
            String newer;
            try {
                return answer(request, sent, timeout);
            } catch (Refused no) {
                newer = no.status == 401 ? token.newerThan(sent) : null;
                if (newer == null) {
                    throw no;
                }
            }
            return answer(request, newer, timeout);
        }

        private HttpResponse<byte[]> answer(HttpRequest.Builder request, String shown, Duration timeout)
                throws Refused, Unavailable, InterruptedException {
            if (shown != null) {
                request.setHeader("Authorization", "Bearer " + shown);
            }
            try {
                HttpResponse<byte[]> answer = send(request.build(), timeout);
                int status = answer.statusCode();
                if (status < 300) {
                    return answer;
                }
                Map<String, Object> problem = problem(text(answer));
                String code = String.valueOf(problem.getOrDefault("code", status));
                if (ASK_AGAIN.contains(status)) {
                    String after = answer.headers().firstValue("Retry-After").orElse("");
                    throw new Unavailable(code, after.matches("\\d{1,5}") ? Long.parseLong(after) * 1_000 : 0);
                }
                throw new Refused(status, code, detail(answer, problem));
            } catch (IOException | IllegalArgumentException e) { // away, or cut off
                throw new Unavailable(String.valueOf(e.getMessage()), 0);
            }
        }

        private String detail(HttpResponse<byte[]> answer, Map<String, Object> problem) {
            if (answer.statusCode() == 401) {
                return token.refusal();
            } else if (answer.statusCode() < 400) {
                return "redirects are not followed; this one leads to "
                        + answer.headers().firstValue("Location").orElse("nowhere");
            }
            return String.valueOf(problem.getOrDefault("detail", ""));
        }

        /** One exchange. The time limit is for all of it, the body too, which the client's own limit does not cover. */
        private HttpResponse<byte[]> send(HttpRequest request, Duration timeout)
                throws IOException, InterruptedException {
            CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().toString(), e);
            } catch (TimeoutException e) {
                throw new IOException("no answer in " + timeout.toSeconds() + " s", e);
            } finally {
                answer.cancel(true);
            }
        }

        /**
         * The problem+json of a refusal; empty where something between us and the service answered in its own words.
         */
        private static Map<String, Object> problem(String body) {
            try {
                return Json.object(Json.read(body));
            } catch (IllegalArgumentException | ClassCastException e) {
                return Map.of();
            }
        }
    }

    /** A file that is shared: all of it is stored, and everybody sees it. */
    public record Shared(String id, String name, long size, String sha256) {}

    /**
     * What is said of a file that is to be shared.
     *
     * @param type a media type; null for bytes of any kind
     * @param taskId the task to which it belongs; null for none
     * @param agentId the agent that made it; null for none
     */
    public record Wanted(String name, String type, String taskId, String agentId) {}

    /** Hears how many bytes of how many are there. What it throws ends the transfer. */
    public interface Progress {
        void at(long bytes, long of);
    }

    /**
     * The files of one swarm. What was cut goes on where it was cut, and through a restart of the service. Thread-safe;
     * an interrupt ends the transfer of the thread.
     */
    public static final class SharedFiles {
        /** What is sent or fetched at a time, and held in memory. */
        private static final int PIECE_BYTES = 1 << 20;

        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final Service service;
        /** Ends the waiting for a service that is away. */
        private final CountDownLatch until;

        public SharedFiles(String url, String swarm, Token token) {
            this(new Service(url, swarm, token), new CountDownLatch(1));
        }

        private SharedFiles(Service service, CountDownLatch until) {
            this.service = service;
            this.until = until;
        }

        /** Shares a file. */
        public Shared upload(Path path, Wanted wanted, Progress progress) throws Exception {
            return resume(begin(path, wanted), path, wanted.name(), progress);
        }

        /** Begins to share a file. Whoever keeps the id can go on with {@link #resume}, also in another process. */
        public String begin(Path path, Wanted wanted) throws Exception {
            Map<String, String> told = new LinkedHashMap<>();
            told.put("filename", wanted.name());
            told.put("filetype", wanted.type());
            told.put("task", wanted.taskId());
            told.put("agent", wanted.agentId());
            told.put("sha256", sha256(path));
            List<String> metadata = new ArrayList<>();
            told.forEach((key, value) -> {
                if (value != null) {
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                    metadata.add(key + " " + Base64.getEncoder().encodeToString(bytes));
                }
            });
            HttpRequest.Builder request = tus("files")
                    .header("Upload-Length", String.valueOf(Files.size(path)))
                    .header("Upload-Metadata", String.join(",", metadata))
                    .POST(BodyPublishers.noBody());
            String where = header(service.patiently(() -> service.answer(request, PATIENCE), until), "Location");
            return where.substring(where.lastIndexOf('/') + 1);
        }

        /** Goes on with a file that was begun, and returns when it is shared. */
        public Shared resume(String id, Path path, String name, Progress progress) throws Exception {
            long size = Files.size(path);
            try (SeekableByteChannel file = Files.newByteChannel(path)) {
                for (long at = offset(id); at < size; ) {
                    progress.at(at, size);
                    at = send(id, file, at);
                }
            }
            progress.at(size, size);
            return new Shared(id, name, size, sha256(path));
        }

        private HttpRequest.Builder tus(String path) {
            return service.request(path).header("Tus-Resumable", "1.0.0");
        }

        /** How many bytes the service has. If it has all, the file is shared. */
        private long offset(String id) throws Refused, Unavailable, InterruptedException {
            HttpRequest.Builder head = tus("files/" + id).method("HEAD", BodyPublishers.noBody());
            return Long.parseLong(
                    header(service.patiently(() -> service.answer(head, PATIENCE), until), "Upload-Offset"));
        }

        /** Sends what comes next, and returns where the service is then, however much of it arrived. */
        private long send(String id, SeekableByteChannel file, long at) throws Exception {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, file.size() - at));
            file.position(at);
            while (piece.hasRemaining() && file.read(piece) >= 0) {
                continue;
            }
            HttpRequest.Builder request = tus("files/" + id)
                    .header("Upload-Offset", String.valueOf(at))
                    .header("Content-Type", "application/offset+octet-stream")
                    .method("PATCH", BodyPublishers.ofByteArray(piece.array(), 0, piece.position()));
            try {
                return Long.parseLong(header(service.answer(request, PATIENCE), "Upload-Offset"));
            } catch (Unavailable cut) {
                pause("upload", id, cut);
            } catch (Refused no) {
                // A lock is that of our own request, whose end the service has not noticed.
                if (no.code.equals("upload_locked")) {
                    pause("upload", id, new Unavailable(no.code, 0));
                } else if (!no.code.equals("wrong_offset")) {
                    throw no;
                }
            }
            return offset(id);
        }

        /**
         * Fetches a file. It is at {@code path} only when all of it is there and has its SHA-256; what there is before
         * is in a file with {@code .part} behind its name, and the next call goes on with it.
         */
        public void download(String id, Path path, Progress progress) throws Exception {
            Path part = path.resolveSibling(path.getFileName() + ".part");
            String where = "files/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
            HttpResponse<byte[]> head = head(where);
            String tag = header(head, "ETag");
            long size = Long.parseLong(header(head, "Content-Length"));
            try (SeekableByteChannel file =
                    Files.newByteChannel(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.position(file.size());
                while (file.size() < size) {
                    HttpRequest.Builder request = service.request(where)
                            .header("Range", "bytes=" + file.size() + "-" + (file.size() + PIECE_BYTES - 1))
                            .header("If-Range", tag)
                            .GET();
                    try {
                        HttpResponse<byte[]> piece = service.answer(request, PATIENCE);
                        if (piece.statusCode() != 206) {
                            throw new IOException("the service gives no part of file " + id);
                        }
                        ByteBuffer bytes = ByteBuffer.wrap(piece.body());
                        while (bytes.hasRemaining()) {
                            file.write(bytes);
                        }
                    } catch (Unavailable cut) {
                        pause("download", id, cut);
                        head(where);
                    }
                    progress.at(file.size(), size);
                }
            }
            String found = sha256(part);
            if (!tag.equals("\"" + found + "\"")) {
                Files.delete(part);
                throw new Refused(460, "checksum_mismatch", "file " + id + " came with the SHA-256 " + found);
            }
            Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
        }

        private HttpResponse<byte[]> head(String where) throws Refused, Unavailable, InterruptedException {
            HttpRequest.Builder head = service.request(where).method("HEAD", BodyPublishers.noBody());
            return service.patiently(() -> service.answer(head, PATIENCE), until);
        }

        private void pause(String what, String id, Unavailable cut) throws Unavailable, InterruptedException {
            say(what + " of " + id + " was cut (" + cut.getMessage() + ")");
            long millis = cut.retryAfterMillis + ThreadLocalRandom.current().nextLong(100, 300);
            if (until.await(millis, TimeUnit.MILLISECONDS)) {
                throw cut;
            }
        }

        private static String header(HttpResponse<?> answer, String name) throws Unavailable {
            return answer.headers().firstValue(name).orElseThrow(() -> new Unavailable(name + " is missing", 0));
        }

        private static String sha256(Path path) throws IOException {
            try (InputStream file = Files.newInputStream(path)) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                byte[] block = new byte[64 * 1024];
                for (int read = file.read(block); read >= 0; read = file.read(block)) {
                    digest.update(block, 0, read);
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** Objects are maps, arrays are lists, numbers BigDecimals. Text that is not JSON: IllegalArgumentException. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            Json json = new Json(text);
            Object value = json.value();
            if (json.peek() != 0) {
                throw json.wrong();
            }
            return value;
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(Object value) {
            return (Map<String, Object>) value;
        }

        private Object value() {
            return switch (peek()) {
                case '{' -> members();
                case '[' -> elements();
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                if (!members.isEmpty()) {
                    expect(',');
                }
                String name = string();
                expect(':');
                members.put(name, value());
            }
            at++;
            return members;
        }

        private List<Object> elements() {
            List<Object> elements = new ArrayList<>();
            expect('[');
            while (peek() != ']') {
                if (!elements.isEmpty()) {
                    expect(',');
                }
                elements.add(value());
            }
            at++;
            return elements;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            expect('"');
            for (char c; (c = next()) != '"'; ) {
                string.append(c == '\\' ? escaped() : c);
            }
            return string.toString();
        }

        private char escaped() {
            char c = next();
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> (char) Integer.parseInt("" + next() + next() + next() + next(), 16);
                default -> throw wrong();
            };
        }

        private BigDecimal number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            try {
                return new BigDecimal(text.substring(from, at));
            } catch (NumberFormatException e) {
                throw wrong();
            }
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) {
                throw wrong();
            }
            at += word.length();
            return value;
        }

        /** The next character that is not white space, not yet consumed; 0 at the end. */
        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) {
            if (peek() != c) {
                throw wrong();
            }
            at++;
        }

        private char next() {
            if (at == text.length()) {
                throw wrong();
            }
            return text.charAt(at++);
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("not JSON at character " + at);
        }

        static String write(Object value) {
            StringBuilder out = new StringBuilder();
            write(value, out);
            return out.toString();
        }

        private static void write(Object value, StringBuilder out) {
            String separator = "";
            if (value instanceof Map<?, ?> members) {
                out.append('{');
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    out.append(separator);
                    write(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                    separator = ",";
                }
                out.append('}');
            } else if (value instanceof List<?> elements) {
                out.append('[');
                for (Object element : elements) {
                    out.append(separator);
                    write(element, out);
                    separator = ",";
                }
                out.append(']');
            } else if (value instanceof String string) {
                out.append('"');
                for (char c : string.toCharArray()) {
                    boolean isPlain = c >= ' ' && c != '"' && c != '\\';
                    out.append(isPlain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
                }
                out.append('"');
            } else if (value == null || value instanceof Number || value instanceof Boolean) {
                out.append(value);
            } else {
                throw new IllegalArgumentException(
                        "not JSON: a " + value.getClass().getName());
            }
        }
    }
}
