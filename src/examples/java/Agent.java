import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An agent that counts the words of files and hashes them. For one of your own, replace the handlers. */
public final class Agent {

    public static void main(String[] args) throws Exception {
        Map<String, SwarmBot.Handler> work = Map.of("count_words", Agent::countWords, "hash_file", Agent::hashFile);
        try {
            new SwarmBot(work, SwarmBot.Settings.of(args)).run();
        } catch (SwarmBot.Refused no) {
            System.err.println("refused: " + no.getMessage());
            System.exit(1);
        }
    }

    /** {"files": [names]} gives the words of each and of all; white space parts words. */
    private static Object countWords(SwarmBot.Task task) throws Exception {
        List<?> files = (List<?>) ((Map<?, ?>) task.input()).get("files");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Object name : files) {
            long words = words(Path.of((String) name));
            counts.put((String) name, words);
            task.progress(100 * counts.size() / files.size(), name + ": " + words + " words");
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

    /** {"path": name} gives the file's SHA-256 and its length. */
    private static Object hashFile(SwarmBot.Task task) throws Exception {
        String path = (String) ((Map<?, ?>) task.input()).get("path");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long size = 0;
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            for (int length; (length = in.read(buffer)) > 0; ) {
                task.check(); // ends here where nobody wants it any more
                digest.update(buffer, 0, length);
                size += length;
            }
        }
        task.log("info", path + ": " + size + " bytes");
        return Map.of("sha256", HexFormat.of().formatHex(digest.digest()), "bytes", size);
    }
}
