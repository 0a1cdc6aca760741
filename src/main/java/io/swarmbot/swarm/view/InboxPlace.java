package io.swarmbot.swarm.view;

import io.swarmbot.grant.Names;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the inbox of many swarms: what waits longest comes first, then the order is by swarm and by task.
 *
 * @param sinceMillis since when the entry waits
 */
public record InboxPlace(long sinceMillis, String swarm, String taskId) implements Comparable<InboxPlace> {

    /** Before every entry. */
    public static final InboxPlace BEGIN = new InboxPlace(Long.MIN_VALUE, "", "");

    private static final Comparator<InboxPlace> ORDER = Comparator.comparingLong(InboxPlace::sinceMillis)
            .thenComparing(InboxPlace::swarm)
            .thenComparing(InboxPlace::taskId);

    /** As {@link #toString} writes it. No identifier has a tilde. */
    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})~([^~]+)~([^~]+)");

    /** @throws Rejection {@code bad_parameter} if the text is not of the form that {@link #toString} gives */
    public static InboxPlace parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !Names.isName(matcher.group(2)) || !Names.isName(matcher.group(3))) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "page is the next of the page before");
        }
        return new InboxPlace(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3));
    }

    @Override
    public int compareTo(InboxPlace other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return sinceMillis + "~" + swarm + "~" + taskId;
    }
}
