package io.swarmbot.files.s3;

import io.swarmbot.files.store.FileStore.Kept;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the objects: {@code <prefix>/<swarm>/<sha256>-<id>}.
 *
 * @param prefix begins all of them; without a slash at its end
 */
record ObjectKeys(String prefix) {

    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})-([0-9a-z]+)");

    /** What the names of all objects begin with. */
    String all() {
        return prefix + "/";
    }

    /** What the names of a swarm's objects begin with. */
    String of(String swarm) {
        return all() + swarm + "/";
    }

    String of(String swarm, String id, String sha256) {
        return of(swarm) + sha256 + "-" + id;
    }

    /** The file of a swarm that the object of that name is; null if it is none. */
    @Nullable
    Kept file(String swarm, String key) {
        Matcher name = FILE.matcher(key.substring(of(swarm).length()));
        return name.matches() ? new Kept(swarm, name.group(2), name.group(1)) : null;
    }

    /** The swarm whose objects have names that begin so, with the slash at the end. */
    String swarm(String folder) {
        return folder.substring(all().length(), folder.length() - 1);
    }
}
