package io.swarmbot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Asks the service on this machine how it is, for a container that has no shell and no curl. */
final class HealthCheckCommand extends Command {

    private static final int OK = 200;
    private static final String URL = "--url";
    private static final String TIMEOUT = "--timeout";
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    HealthCheckCommand(Config config) {
        super(
                config,
                "healthcheck",
                "Asks the service on this machine whether it is ready. Ends with 0 if it is, else with 1.",
                "The configuration of the service says where it listens.");
        spec().addOption(OptionSpec.builder(URL)
                .type(URI.class)
                .paramLabel("URL")
                .description("of the service, if it is not where the configuration says")
                .build());
        spec().addOption(OptionSpec.builder(TIMEOUT)
                .type(Duration.class)
                .paramLabel("TIME")
                .description("how long the answer may take, such as PT2S; 4 seconds if it is left out")
                .build());
        spec().addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(Check.class)
                .paramLabel("CHECK")
                .description("ready, live or started; ready if it is left out")
                .build());
    }

    /** What is asked. */
    enum Check {
        READY,
        LIVE,
        STARTED;

        private String path() {
            return "/q/health/" + name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    int run(ParseResult given, PrintWriter out) throws FailedException {
        URI service = given.hasMatchedOption(URL) ? given.matchedOptionValue(URL, URI.create("")) : listening();
        Duration timeout = given.matchedOptionValue(TIMEOUT, PATIENCE);
        URI asked = service.resolve(given.matchedPositionalValue(0, Check.READY).path());
        try {
            int status = status(asked, Math.toIntExact(timeout.toMillis()));
            out.println(asked + " " + status);
            return status == OK ? DONE : FAILED;
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new FailedException(asked + " gives no answer: " + e.getMessage(), e);
        }
    }

    private static int status(URI asked, int timeoutMillis) throws IOException {
        if (!(asked.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new IllegalArgumentException("it is no URL of HTTP");
        }
        if (connection instanceof HttpsURLConnection encrypted) {
            trust(encrypted);
        }
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** The certificate is for the names by which clients call the service, not for this machine's own address. */
    private static void trust(HttpsURLConnection connection) throws IOException {
        try {
            connection.setSSLSocketFactory(AnyCertificate.socketFactory());
            connection.setHostnameVerifier((host, session) -> true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Where the service listens. */
    private URI listening() throws FailedException {
        boolean isPlain = !configured("quarkus.http.insecure-requests", String.class, "enabled")
                .equalsIgnoreCase("disabled");
        int port = isPlain
                ? configured("quarkus.http.port", Integer.class, 8080)
                : configured("quarkus.http.ssl-port", Integer.class, 8443);
        if (port == 0) {
            throw new FailedException("the service has any free port: " + URL + " says which");
        }
        String host = configured("quarkus.http.host", String.class, "127.0.0.1");
        String reached = switch (host) {
            case "0.0.0.0", "::", "[::]" -> "127.0.0.1";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
        return URI.create((isPlain ? "http://" : "https://") + reached + ":" + port);
    }
}
