package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.access.Caller;
import io.swarmbot.grant.Right;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the protocol.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class McpMethods {

    private static final String NAME = "swarmbot";
    private static final String TITLE = "SwarmBot";
    private static final String INSTRUCTIONS =
            "A swarm of agents that share tasks. To work: join, then claim, report, finish, and claim again; ask people"
                    + " with ask. To give work: submit. To see: look and find. Calls may be repeated.";

    /** How long a client may keep a list: a change of its rights shows after that time. */
    private static final Duration LIST_LIFE = Duration.ofSeconds(60);

    /** The methods of every revision. */
    private static final Set<String> ALWAYS = Set.of(
            "tools/list",
            "tools/call",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "prompts/list",
            "prompts/get");

    /** What is wrong with the arguments themselves, whatever the state of the swarm is. */
    private static final Set<ErrorCode> OF_ARGUMENTS = Set.of(
            ErrorCode.BAD_FIELD,
            ErrorCode.MISSING_FIELD,
            ErrorCode.UNKNOWN_FIELD,
            ErrorCode.BAD_IDENTIFIER,
            ErrorCode.BAD_PARAMETER,
            ErrorCode.BAD_JSON,
            ErrorCode.TOO_DEEP);

    /**
     * Who asks, and of which swarm.
     *
     * @param agent the agent that the address names; null if it names none
     * @param hurry as {@link ToolCall#hurry}
     */
    record Session(String swarm, Caller caller, @Nullable String agent, CompletableFuture<Void> hurry) {

        /** The agent that is meant if a call names none; null if each call must name one. */
        @Nullable
        String usualAgent() {
            return agent != null ? agent : caller.grants().onlyAgent(swarm).orElse(null);
        }
    }

    private final Map<String, Tool> tools = new java.util.LinkedHashMap<>();
    private final SwarmCommands commands;
    private final Executor workers;
    private final Clock clock;
    private final String version;

    McpMethods(
            AgentTools agents,
            TaskTools tasks,
            MessageTools messages,
            SteerTools steering,
            SwarmCommands commands,
            Executor workers,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "0") String version) {
        this.commands = commands;
        this.workers = workers;
        this.clock = clock;
        this.version = version;
        Stream.of(agents.all(), tasks.all(), messages.all(), steering.all())
                .flatMap(List::stream)
                .forEach(tool -> tools.put(tool.name(), tool));
    }

    /**
     * Does what a request asks for.
     *
     * @return its result; fails with an {@link McpError} or a {@link Rejection}
     * @throws McpError if the request is wrong
     */
    CompletableFuture<Json> answer(McpRequest request, Session session) {
        if (!ALWAYS.contains(request.method())) {
            return CompletableFuture.completedFuture(beginning(request));
        }
        try {
            return known(request, session);
        } catch (Rejection wrong) {
            throw OF_ARGUMENTS.contains(wrong.code()) ? McpError.invalidParams(wrong) : wrong;
        }
    }

    private CompletableFuture<Json> known(McpRequest request, Session session) {
        return switch (request.method()) {
            case "tools/list" -> now(cacheable(request, LIST_LIFE, out -> tools(out, session)));
            case "tools/call" -> call(request, session);
            case "resources/list" -> now(cacheable(request, LIST_LIFE, Resources::list));
            case "resources/templates/list" -> now(cacheable(request, LIST_LIFE, Resources::templates));
            case "resources/read" -> read(request, session);
            case "prompts/list" -> now(cacheable(request, LIST_LIFE, Prompts::list));
            default -> prompt(request, session);
        };
    }

    private static CompletableFuture<Json> now(Json result) {
        return CompletableFuture.completedFuture(result);
    }

    /** The methods by which a client begins, which differ. */
    private Json beginning(McpRequest request) {
        Revision revision = request.revision();
        if (revision.isStateless() && request.method().equals("server/discover")) {
            return cacheable(request, LIST_LIFE, out -> {
                out.writeArrayFieldStart("supportedVersions");
                for (String each : Revision.names()) {
                    out.writeString(each);
                }
                out.writeEndArray();
                about(out);
            });
        }
        if (!revision.isStateless() && request.method().equals(McpRequest.INITIALIZE)) {
            return result(request, out -> initialize(out, request.params()));
        }
        if (!revision.isStateless() && request.method().equals("ping")) {
            return result(request, out -> {});
        }
        throw McpError.unknownMethod(request.method(), revision);
    }

    private void initialize(JsonGenerator out, Fields params) throws IOException {
        String wanted;
        try {
            wanted = params.string("protocolVersion");
        } catch (Rejection wrong) {
            throw McpError.invalidParams(wrong);
        }
        Revision known = Revision.find(wanted);
        Revision spoken = known == null || known.isStateless() ? Revision.NEWEST_WITH_INITIALIZE : known;
        out.writeStringField("protocolVersion", spoken.wireName());
        about(out);
        out.writeFieldName("serverInfo");
        server(out);
    }

    private static void about(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("capabilities");
        for (String each : List.of("tools", "resources", "prompts")) {
            out.writeObjectFieldStart(each);
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeStringField("instructions", INSTRUCTIONS);
    }

    private void server(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", NAME);
        out.writeStringField("title", TITLE);
        out.writeStringField("version", version);
        out.writeEndObject();
    }

    private Json result(McpRequest request, McpJson.Writing members) {
        return McpJson.object(out -> {
            members.to(out);
            if (request.revision().isStateless()) {
                out.writeStringField("resultType", "complete");
                out.writeObjectFieldStart("_meta");
                out.writeFieldName("io.modelcontextprotocol/serverInfo");
                server(out);
                out.writeEndObject();
            }
        });
    }

    /** A result that the client may keep for that long, for itself: another caller may have other rights. */
    private Json cacheable(McpRequest request, Duration life, McpJson.Writing members) {
        return result(request, out -> {
            members.to(out);
            if (request.revision().isStateless()) {
                out.writeNumberField("ttlMs", life.toMillis());
                out.writeStringField("cacheScope", "private");
            }
        });
    }

    private void tools(JsonGenerator out, Session session) throws IOException {
        out.writeArrayFieldStart("tools");
        String usualAgent = session.usualAgent();
        for (Tool tool : tools.values()) {
            if (tool.isFor(session.caller().grants(), session.swarm())) {
                tool.write(out, usualAgent);
            }
        }
        out.writeEndArray();
    }

    private CompletableFuture<Json> call(McpRequest request, Session session) {
        Tool tool = tools.get(request.params().string("name"));
        if (tool == null) {
            throw McpError.invalidParams("there is no such tool; there are " + String.join(", ", tools.keySet()));
        }
        Fields arguments = request.params().optionalObject("arguments").orElseGet(Fields::none);
        arguments.requireOnly(tool.names());
        ToolCall call = new ToolCall(
                session.swarm(),
                session.caller(),
                arguments,
                session.usualAgent(),
                request.traceparent(),
                session.hurry());
        return run(tool, call)
                .thenApply(done -> result(request, out -> {
                    out.writeArrayFieldStart("content");
                    out.writeStartObject();
                    out.writeStringField("type", "text");
                    out.writeStringField("text", done.text());
                    out.writeEndObject();
                    out.writeEndArray();
                    McpJson.raw(out, "structuredContent", done.structured());
                    if (done.kind() == ToolResult.Kind.REFUSED) {
                        out.writeBooleanField("isError", true);
                    }
                }));
    }

    private static CompletableFuture<ToolResult> run(Tool tool, ToolCall call) {
        CompletableFuture<ToolResult> result;
        try {
            result = tool.work().run(call);
        } catch (Rejection refused) {
            if (OF_ARGUMENTS.contains(refused.code())) {
                throw refused;
            }
            result = CompletableFuture.failedFuture(refused);
        }
        return call.caller().untilLoginEnds(result).exceptionally(failure -> {
            Rejection refused = Problems.rejectionOf(failure);
            if (refused.code() == ErrorCode.UNAUTHENTICATED) {
                throw refused;
            }
            return ToolResult.refused(refused);
        });
    }

    private CompletableFuture<Json> read(McpRequest request, Session session) {
        session.caller().require(Right.VIEW, session.swarm());
        String uri = request.params().string("uri");
        if (!Resources.isKnown(uri)) {
            throw McpError.invalidParams("there is no resource '" + McpError.shortened(uri) + "'");
        }
        return commands.withNews(
                        session.swarm(),
                        () -> commands.state(session.swarm())
                                .thenApplyAsync(state -> Resources.read(uri, state, clock.instant()), workers))
                .thenApply(content -> cacheable(request, Duration.ZERO, out -> Resources.contents(out, uri, content)));
    }

    private CompletableFuture<Json> prompt(McpRequest request, Session session) {
        if (!request.params().string("name").equals(Prompts.WORK)) {
            throw McpError.invalidParams("there is no such prompt; there is " + Prompts.WORK);
        }
        Fields arguments = request.params().optionalObject("arguments").orElseGet(Fields::none);
        String text = Prompts.work(session.swarm(), session.usualAgent(), arguments);
        return now(result(request, out -> Prompts.message(out, text)));
    }
}
