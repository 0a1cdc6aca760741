package io.swarmbot.swarm.view;

import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.text.WireNames;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task at which a person should look.
 *
 * @param agentId the agent that holds it, or held it last; null if none did
 * @param since when the task asked, the alert was given, or the task failed
 * @param text the question, the kind of the alert or the error; {@value #MOST_TEXT} characters at the most
 */
public record InboxEntry(Kind kind, String taskId, @Nullable String agentId, Instant since, String text) {

    /** What the person is to do. */
    public enum Kind {
        /** An agent asks something. The entry goes with the answer, or the end of the attempt. */
        QUESTION,
        /** A task is stuck or slow. The entry goes with the alert. */
        ALERT,
        /** A task failed for good. The entry goes if it is tried again. */
        FAILED;

        private final String wireName = WireNames.of(this);

        public String wireName() {
            return wireName;
        }
    }

    private static final int MOST_TEXT = 200;
    private static final String CUT = "…";

    /** @param task one that needs a person */
    static InboxEntry of(Task task) {
        Kind kind = kindOf(task.status());
        String agent =
                task.assignedAgents().isEmpty() ? null : task.assignedAgents().get(0);
        return new InboxEntry(
                kind, task.id(), agent, Objects.requireNonNull(task.needsPersonSince()), textOf(task, kind));
    }

    private static Kind kindOf(TaskStatus status) {
        return switch (status) {
            case FAILED -> Kind.FAILED;
            case INPUT_REQUIRED -> Kind.QUESTION;
            default -> Kind.ALERT;
        };
    }

    private static String textOf(Task task, Kind kind) {
        return switch (kind) {
            case QUESTION -> excerpt(task.attempt().question());
            case FAILED -> excerpt(task.attempt().error());
            case ALERT -> {
                AlertKind alert = task.alert();
                yield alert == null ? "" : alert.wireName();
            }
        };
    }

    /** The text of a JSON string, or the JSON of anything else; cut if it is long. */
    private static String excerpt(@Nullable Json json) {
        if (json == null) {
            return "";
        }
        String text = json.text().startsWith("\"") ? unquoted(json.text()) : json.text();
        if (text.length() <= MOST_TEXT) {
            return text;
        }
        int end = MOST_TEXT - CUT.length();
        // Not between the halves of a surrogate pair.
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** What a JSON string (RFC 8259, 7) stands for, as far as an entry may show it. It is well-formed. */
    private static String unquoted(String json) {
        StringBuilder text = new StringBuilder(MOST_TEXT);
        int next = 1;
        while (next < json.length() - 1 && text.length() <= MOST_TEXT) {
            char c = json.charAt(next++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(next++);
            if (escaped == 'u') {
                text.append((char) Integer.parseInt(json, next, next + 4, 16));
                next += 4;
            } else {
                text.append(ofEscape(escaped));
            }
        }
        return text.toString();
    }

    private static char ofEscape(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }
}
