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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An agent for SwarmBot that counts the words of files: {@code java Agent.java}, Java 17 or newer, no libraries.
 *
 * <p>It lives through lost answers, a busy or restarted service and a task that is taken away. For an agent of your
 * own, replace {@link #countWords}. {@link Json}, at the end, only stands in for a library.
 */
public final class Agent {
    private static final Set<Integer> ASK_AGAIN = Set.of(408, 429, 502, 503, 504);
    private static final Set<Integer> NOT_WELCOME = Set.of(400, 401, 403);
    private static final Set<String> NOT_OURS =
            Set.of("unknown_agent", "unknown_task", "not_assigned", "wrong_attempt", "illegal_transition");
    private static final Set<String> FORGOTTEN = Set.of("unknown_agent", "unknown_swarm");
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A clear no: sending the same again would not help. */
    private static final class Refused extends Exception {
        final int status;
        final String code;

        Refused(int status, Object code, Object detail) {
            super((code == null ? status : code) + ": " + detail);
            this.status = status;
            this.code = String.valueOf(code);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String id;
    private final String me;
    private final List<String> capabilities;
    private volatile Map<String, Object> inHand; // the task we work on, as heartbeats name it
    private volatile boolean stopping;

    private Agent(String url, String swarm, String id, List<String> capabilities) {
        this.base = url.replaceAll("/+$", "") + "/api/v1/swarms/" + encode(swarm) + "/";
        this.id = id;
        this.me = "agents/" + encode(id);
        this.capabilities = capabilities;
    }

    private static String encode(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    // Talking to the service

    /** Sends a command until it is answered. By its key the service knows it again when only the answer was lost. */
    private Object call(String method, String path, Object body, Duration timeout, int tries)
            throws Refused, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)))
                .build();
        for (long pause = 250; ; pause = Math.min(pause * 2, 10_000)) {
            Object why;
            long millis = 0;
            try {
                HttpResponse<String> answer = send(request, timeout);
                if (answer.statusCode() < 300) {
                    return answer.body().isEmpty() ? null : Json.read(answer.body());
                }
                Map<String, Object> problem = problem(answer.body());
                why = problem.getOrDefault("code", answer.statusCode());
                if (!ASK_AGAIN.contains(answer.statusCode())) {
                    throw new Refused(answer.statusCode(), problem.get("code"), problem.get("detail"));
                }
                String after = answer.headers().firstValue("Retry-After").orElse("");
                millis = after.matches("\\d{1,5}") ? Long.parseLong(after) * 1000 : 0;
            } catch (IOException | IllegalArgumentException e) {
                why = e.getMessage();
            }
            if (--tries < 1) {
                throw new Refused(0, "unavailable", why);
            }
            millis += ThreadLocalRandom.current().nextLong(pause / 2, pause); // so that a swarm does not return as one
            log("service unavailable (" + why + "), again in " + millis + " ms");
            Thread.sleep(millis);
        }
    }

    private Object call(String method, String path, Object body) throws Refused, InterruptedException {
        return call(method, path, body, Duration.ofSeconds(10), Integer.MAX_VALUE);
    }

    private Object quietly(String method, String path, Object body) throws InterruptedException {
        try {
            return call(method, path, body, Duration.ofSeconds(3), 1);
        } catch (Refused e) {
            return null;
        }
    }

    /** One exchange. The time limit is for all of it, the body too, which the client's own limit does not cover. */
    private HttpResponse<String> send(HttpRequest request, Duration timeout) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
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

    /** The problem+json of a refusal; empty where something between us and the service answered in its own words. */
    private static Map<String, Object> problem(String body) {
        try {
            return Json.object(Json.read(body));
        } catch (IllegalArgumentException | ClassCastException e) {
            return Map.of();
        }
    }

    private Object heartbeat(Map<String, Object> task) {
        return Map.of("tasks", task == null ? List.of() : List.of(task));
    }

    /** A thread of its own: says, however long the work takes, that we live and what we work on. */
    private void heartbeats() {
        try {
            while (true) {
                Thread.sleep(5_000);
                quietly("POST", me + "/heartbeat", heartbeat(inHand));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Working

    /** First what we hold without knowing: an answer was lost, or we were killed and have come back. */
    private Map<String, Object> nextTask() throws Refused, InterruptedException {
        Map<String, Object> answer = Json.object(call("POST", me + "/heartbeat", heartbeat(null)));
        for (Object each : (List<?>) answer.get("tasks")) {
            Map<String, Object> held = Json.object(each);
            if (!Boolean.TRUE.equals(held.get("cancel"))) {
                return Json.object(call("GET", "tasks/" + held.get("id"), null));
            }
        }
        Duration patience = Duration.ofSeconds(30);
        return Json.object(call("POST", me + "/claim?wait=20s", Map.of(), patience, Integer.MAX_VALUE));
    }

    private void process(Map<String, Object> task) throws Refused, InterruptedException {
        inHand = Map.of("id", task.get("id"), "attempt", task.get("attempt"));
        try {
            if ("assigned".equals(task.get("status"))) { // otherwise it was started in an earlier life
                tell(task, "start", Map.of());
            }
            Map<String, Object> result = countWords(task);
            tell(task, "complete", Map.of("result", result));
            log(task.get("id") + " completed: " + result.get("words") + " words");
        } catch (IOException | RuntimeException | Refused e) {
            if (e instanceof Refused no && NOT_OURS.contains(no.code)) {
                throw no;
            }
            tell(task, "fail", Map.of("error", Map.of("message", String.valueOf(e.getMessage()))));
            log(task.get("id") + " failed: " + e.getMessage());
        } finally {
            inHand = null;
        }
    }

    private void tell(Map<String, Object> task, String verb, Map<String, Object> more)
            throws Refused, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("agent_id", id);
        body.put("attempt", task.get("attempt"));
        call("POST", "tasks/" + task.get("id") + "/" + verb, body);
    }

    /** The work: {"files": [names]} gives {"words": total, "files": {name: words}}; white space parts words. */
    private Map<String, Object> countWords(Map<String, Object> task) throws IOException, Refused, InterruptedException {
        if (!"count_words".equals(task.get("type"))) {
            throw new IllegalArgumentException("this agent does only count_words, not " + task.get("type"));
        }
        if (!(task.get("input") instanceof Map<?, ?> input)
                || !(input.get("files") instanceof List<?> files)
                || !files.stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("the input must be {\"files\": [\"name\", ...]}");
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        int done = 0;
        for (Object name : files) {
            Path file = Path.of((String) name);
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(name + ": no such file");
            }
            counts.put((String) name, words(file));
            String message = name + ": " + counts.get(name) + " words";
            tell(task, "progress", Map.of("progress", 100 * ++done / files.size(), "message", message));
        }
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        return Map.of("words", total, "files", counts);
    }

    private static long words(Path file) throws IOException {
        long words = 0;
        boolean inWord = false;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length; (length = in.read(buffer)) > 0; ) {
                for (int i = 0; i < length; i++) {
                    boolean space = buffer[i] == ' ' || (buffer[i] >= '\t' && buffer[i] <= '\r');
                    words += !space && !inWord ? 1 : 0;
                    inWord = !space;
                }
            }
        }
        return words;
    }

    // Living

    /** Returns when it has taken so many tasks or is to stop. */
    private void run(long maxTasks) throws Refused {
        Thread heartbeats = new Thread(this::heartbeats, "heartbeats");
        heartbeats.setDaemon(true);
        heartbeats.start();
        try {
            for (boolean known = false; maxTasks > 0 && !stopping; ) {
                try {
                    if (!known) {
                        call("PUT", me, Map.of("name", id, "role", "counter", "capabilities", capabilities));
                        known = true;
                        log("registered as " + id);
                    }
                    Map<String, Object> task = nextTask();
                    if (task != null) {
                        maxTasks--;
                        process(task);
                    }
                } catch (Refused no) { // we are paused, or the task was taken from us: drop it and go on
                    if (NOT_WELCOME.contains(no.status)) {
                        throw no;
                    }
                    log("refused: " + no.getMessage());
                    known = known && !FORGOTTEN.contains(no.code); // in a restart
                    Thread.sleep(ThreadLocalRandom.current().nextLong(1_000, 2_000));
                }
            }
        } catch (InterruptedException e) {
            log("stopped");
        }
    }

    /** Ends the run in the given thread: a task in hand is finished, if that takes no longer than the grace. */
    private void stop(Thread running) throws InterruptedException {
        stopping = true;
        if (inHand != null) {
            running.join(GRACE.toMillis());
        }
        running.interrupt();
        running.join();
    }

    /** Gives back what we hold, in whatever moment we were stopped, and says goodbye. */
    private void leave() throws InterruptedException {
        if (quietly("POST", me + "/heartbeat", heartbeat(null)) instanceof Map<?, ?> answer) {
            for (Object held : (List<?>) answer.get("tasks")) {
                Map<String, Object> error = Map.of("message", "the agent was stopped");
                Object attempt = Json.object(held).get("attempt");
                Map<String, Object> body = Map.of("agent_id", id, "attempt", attempt, "error", error);
                quietly("POST", "tasks/" + Json.object(held).get("id") + "/fail", body);
            }
        }
        quietly("DELETE", me, null);
        log("left");
    }

    private static void log(String text) {
        System.out.printf("%tT %s%n", LocalTime.now(), text);
    }

    public static void main(String[] args) {
        Map<String, String> options = options(args);
        Agent agent = new Agent(
                options.get("url"),
                options.get("swarm"),
                options.get("id"),
                List.of(options.get("capabilities").split(",")));
        Thread main = Thread.currentThread();
        int[] exit = {0};
        // Runs at the end, be it ours or one by SIGINT or SIGTERM, which is a success too: hence the exit status.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                agent.stop(main);
                if (exit[0] == 0) {
                    agent.leave();
                }
            } catch (InterruptedException e) {
                log("left without a word");
            }
            Runtime.getRuntime().halt(exit[0]);
        }));
        try {
            agent.run(Long.parseLong(options.get("max-tasks")));
        } catch (Refused | IllegalArgumentException e) { // the second: an option that makes no sense
            exit[0] = 1;
            System.err.println("cannot work: " + e.getMessage());
        }
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("url", "http://127.0.0.1:8080");
        options.put("swarm", "default");
        options.put("id", "java-" + UUID.randomUUID().toString().substring(0, 6));
        options.put("capabilities", "count_words");
        options.put("max-tasks", "" + Long.MAX_VALUE);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (i + 1 == args.length || options.replace(name, args[i + 1]) == null) {
                System.err.println("usage: java Agent.java [--" + String.join(" ...] [--", options.keySet()) + " ...]");
                System.exit(2);
            }
        }
        return options;
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
            } else {
                out.append(value);
            }
        }
    }
}
