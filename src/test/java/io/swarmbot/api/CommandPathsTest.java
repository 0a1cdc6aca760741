package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Fields;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandPathsTest {

    private static final byte[] EMPTY = new byte[0];

    private static CommandPaths.Asked ask(String below) {
        return Objects.requireNonNull(CommandPaths.find("/api/v1/swarms/" + below));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    s/agents/a,               register_agent,      /api/v1/swarms/:swarm/agents/:agent",
        "DELETE, s/agents/a,               remove_agent,        /api/v1/swarms/:swarm/agents/:agent",
        "DELETE, s/agents/a/,              remove_agent,        /api/v1/swarms/:swarm/agents/:agent",
        "PUT,    s/agents/status/status,   update_agent_status, /api/v1/swarms/:swarm/agents/:agent/status",
        "POST,   agents/tasks,             submit_task,         /api/v1/swarms/:swarm/tasks",
        "POST,   s/tasks/t/request-input,  request_input,       /api/v1/swarms/:swarm/tasks/:task/request-input",
        "POST,   s/messages/m/acknowledge, acknowledge_message, /api/v1/swarms/:swarm/messages/:message/acknowledge"
    })
    void pathAndMethodNameACommand(String method, String below, String command, String route) {
        assertThat(ask(below).by(HttpMethod.valueOf(method))).isNotNull().returns(command, CommandPath::command);
        assertThat(ask(below).route()).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "s/agents",
                "s/tasks/t",
                "s/tasks/t/why",
                "s/commands",
                "s/agents/a/start",
                "s/tasks/t/claim",
                "s/agents/a/status/x",
                "s/Agents/a"
            })
    void pathThatTakesNoCommandIsNotFound(String below) {
        assertThat(CommandPaths.find("/api/v1/swarms/" + below)).isNull();
        assertThat(CommandPaths.find("/api/v1/swarms")).isNull();
    }

    @Test
    void methodThatGivesNoCommandIsNotInTheTable() {
        assertThat(ask("s/agents/a").by(HttpMethod.GET)).isNull();
        assertThat(ask("s/agents/a").by(HttpMethod.valueOf("put"))).isNull();
    }

    @Test
    void segmentsArePartsOfTheCommandAsTheyAreMeant() {
        CommandPaths.Asked asked = ask("s%C3%BC/agents/a+%25b/status");
        Fields fields = Fields.none();

        asked.addTo(fields);

        assertThat(asked.swarm()).isEqualTo("sü");
        assertThat(fields.string("agent_id")).isEqualTo("a+%b");
        fields.end();
    }

    @Test
    void parametersAreFieldsOfTheCommandThatKnowsThem() {
        Map<String, String> query = new HashMap<>(Map.of("actor", "ann", "reason", "done", "other", "x"));
        CommandPaths.Asked asked = ask("s/agents/a");
        CommandPath path = Objects.requireNonNull(asked.by(HttpMethod.DELETE));

        Command command = CommandReader.read(path.command(), path.fields(asked, query::get, EMPTY), Giver.ANYBODY);

        assertThat(command)
                .isInstanceOfSatisfying(
                        RemoveAgent.class,
                        remove -> assertThat(remove.agentId()).isEqualTo("a"));
        assertThat(command.toString()).contains("ann", "done");
    }

    /** A command that the table names and nobody reads would be refused as unknown. */
    @Test
    void eachCommandOfTheTableCanBeRead() {
        for (CommandPath path : CommandPaths.TABLE) {
            assertThat(refusal(path)).as(path.toString()).isNotEqualTo("unknown_command");
        }
    }

    private static String refusal(CommandPath path) {
        try {
            CommandReader.read(path.command(), Fields.none(), Giver.ANYBODY);
            return "";
        } catch (Rejection refused) {
            return refused.code().wireName();
        }
    }
}
