package io.swarmbot.testing;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The command that starts the load tool, which only the profile "bench" compiles otherwise. */
public final class LoadToolProgram {

    private static final Path SOURCES = Path.of("src", "bench", "java", "io", "swarmbot", "bench", "load");

    /** Maven's property, if it runs the tests: it gives the Java runtime a class path of one jar. */
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private LoadToolProgram() {}

    /** The command without options. */
    public static List<String> command() {
        return List.of(
                ServiceProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                Compiled.CLASSES + File.pathSeparator + CLASS_PATH,
                "io.swarmbot.bench.load.LoadTool");
    }

    private static final class Compiled {

        static final Path CLASSES = compile();

        private static Path compile() {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter output = new StringWriter();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                    Stream<Path> sources = Files.list(SOURCES)) {
                Path classes = Files.createTempDirectory(Path.of("target"), "load-tool");
                List<String> options =
                        List.of("-d", classes.toString(), "-cp", CLASS_PATH, "--release", "17", "-proc:none");
                List<Path> files = sources.toList();
                boolean isDone = compiler.getTask(
                                output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                        .call();
                if (!isDone) {
                    throw new AssertionError("the load tool does not compile:\n" + output);
                }
                return classes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
