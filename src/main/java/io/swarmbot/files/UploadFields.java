package io.swarmbot.files;

import io.swarmbot.command.file.FileNames;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.tus.Tus;
import io.swarmbot.files.tus.TusMetadata;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.SharedFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client says of a file that it is about to send. */
record UploadFields(
        String name,
        @Nullable String type,
        @Nullable String sha256,
        @Nullable String taskId,
        @Nullable String agentId) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * Reads them from the metadata of tus.
     *
     * @throws Rejection {@code missing_field} if there is no name
     */
    static UploadFields of(TusMetadata metadata) {
        String name = metadata.first("filename", "name");
        if (name == null) {
            throw new Rejection(ErrorCode.MISSING_FIELD, "header " + Tus.METADATA + " has a filename");
        }
        return new UploadFields(
                name,
                metadata.first("filetype", "type"),
                metadata.first("sha256"),
                metadata.first("task"),
                metadata.first("agent"));
    }

    /**
     * The upload of such a file.
     *
     * @throws Rejection {@code bad_field} or {@code bad_identifier}
     */
    Upload upload(String swarm, @Nullable String by, String id, long size) {
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            throw new Rejection(ErrorCode.BAD_FIELD, "sha256 has 64 hexadecimal digits");
        }
        return new Upload(
                swarm,
                id,
                FileNames.requireName(name),
                type == null ? FileNames.UNKNOWN_TYPE : FileNames.requireType(type),
                size,
                sha256 == null ? null : sha256.toLowerCase(Locale.ROOT),
                taskId == null ? null : Identifiers.require("task", taskId),
                agentId == null ? null : Identifiers.require("agent", agentId),
                by);
    }

    /** The upload of which a file became. */
    static UploadState finished(String swarm, SharedFile file) {
        Upload upload = new Upload(
                swarm,
                file.id(),
                file.name(),
                file.type(),
                file.size(),
                file.sha256(),
                file.taskId(),
                file.agentId(),
                file.by());
        return new UploadState(upload, file.size(), file.sharedAt());
    }

    /** What tus calls the metadata of an upload. */
    static String metadata(Upload upload) {
        Map<String, @Nullable String> pairs = new LinkedHashMap<>();
        pairs.put("filename", upload.name());
        pairs.put("filetype", upload.type());
        pairs.put("task", upload.taskId());
        pairs.put("agent", upload.agentId());
        pairs.put("sha256", upload.sha256());
        return TusMetadata.write(pairs);
    }
}
