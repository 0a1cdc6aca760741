package io.swarmbot.files.directory;

import io.swarmbot.files.store.Upload;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Keeps what is known of an upload in a file beside its bytes. */
final class UploadInfo {

    private static final String NAME = "name";
    private static final String TYPE = "type";
    private static final String SIZE = "size";
    private static final String SHA256 = "sha256";
    private static final String TASK = "task";
    private static final String AGENT = "agent";
    private static final String BY = "by";

    private UploadInfo() {}

    /** The file is there whole, or not at all. */
    static void write(Path file, Upload upload) throws IOException {
        Properties properties = new Properties();
        put(properties, NAME, upload.name());
        put(properties, TYPE, upload.type());
        put(properties, SIZE, Long.toString(upload.size()));
        put(properties, SHA256, upload.sha256());
        put(properties, TASK, upload.taskId());
        put(properties, AGENT, upload.agentId());
        put(properties, BY, upload.by());
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try (Writer writer = Files.newBufferedWriter(unfinished)) {
            properties.store(writer, null);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    static Upload read(Path file, String swarm, String id) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String name = properties.getProperty(NAME);
        String type = properties.getProperty(TYPE);
        String size = properties.getProperty(SIZE);
        if (name == null || type == null || size == null || !size.matches("-?[0-9]{1,18}")) {
            throw new IOException(file + " cannot be read");
        }
        return new Upload(
                swarm,
                id,
                name,
                type,
                Long.parseLong(size),
                properties.getProperty(SHA256),
                properties.getProperty(TASK),
                properties.getProperty(AGENT),
                properties.getProperty(BY));
    }
}
