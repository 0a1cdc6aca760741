package io.swarmbot.testing;

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

/** The commands that start the example agents, and the test agents that use the same modules. */
public enum ExampleAgents {
    IN_PYTHON {
        @Override
        public List<String> worker() {
            return python(EXAMPLES.resolve("python").resolve("agent.py"));
        }

        @Override
        public List<String> patient() {
            return python(FOR_TESTS.resolve("patient.py"));
        }

        @Override
        public List<String> mover() {
            return python(FOR_TESTS.resolve("mover.py"));
        }

        private List<String> python(Path program) {
            Path python = Programs.require(List.of("python3"), "Python, for the example agent");
            return List.of(python.toString(), program.toString());
        }
    },

    IN_JAVA {
        @Override
        public List<String> worker() {
            return java("Agent");
        }

        @Override
        public List<String> patient() {
            return java("PatientAgent");
        }

        @Override
        public List<String> mover() {
            return java("FileMover");
        }

        private List<String> java(String main) {
            return List.of(ServiceProcess.java(), "-XX:TieredStopAtLevel=1", "-cp", Compiled.CLASSES.toString(), main);
        }
    };

    private static final Path EXAMPLES = Path.of("src", "examples");
    private static final Path FOR_TESTS = Path.of("src", "test", "resources", "agents");

    /** Counts words and hashes files. */
    public abstract List<String> worker();

    /** Works as long as its task says, asks questions and writes log lines. */
    public abstract List<String> patient();

    /** Shares a file and fetches it again, as its arguments say: the service, the swarm, the file, and its copy. */
    public abstract List<String> mover();

    /** The Java agents, compiled as their page says. */
    private static final class Compiled {

        static final Path CLASSES = compile();

        private static Path compile() {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter output = new StringWriter();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                    Stream<Path> module = Files.list(EXAMPLES.resolve("java"))) {
                Path classes = Files.createTempDirectory(Path.of("target"), "agents");
                List<Path> sources = Stream.concat(
                                module,
                                Stream.of("PatientAgent.java", "FileMover.java").map(FOR_TESTS::resolve))
                        .toList();
                List<String> options = List.of("-d", classes.toString(), "--release", "17", "-Xlint:all", "-Werror");
                boolean isDone = compiler.getTask(
                                output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                        .call();
                if (!isDone) {
                    throw new AssertionError("the examples do not compile:\n" + output);
                }
                return classes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
