#!/usr/bin/env bash
# Vert.x 4.5.27 as an HTTP server that sends files.
#
# A client that ends its connection in the middle of a download is a usual thing. HttpServerResponse.sendFile fails its
# future then, and a server that handles that future, and sets the exception handlers of the request, the response and the
# connection, has been told of everything. io.vertx.core.net.impl.ConnectionBase logs it as an error all the same, once for
# each such client.
#
# An operator who is called for each ERROR gets one for each download that somebody stops. A server can only be silent if it
# changes the level of that logger, and then it misses other errors of connections.
#
# Seen:
#   future failed: true
#   errors logged: true io.vertx.core.net.impl.ConnectionBase
#
# Needs a JDK of at least 17 and Maven. Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>4.5.27</version>
  </dependency></dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib

cat > Leaving.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

public class Leaving {
    public static void main(String[] args) throws Exception {
        var errors = new ConcurrentLinkedQueue<String>();
        Logger root = Logger.getLogger("");
        for (Handler each : root.getHandlers()) root.removeHandler(each);
        root.addHandler(new Handler() {
            @Override public void publish(LogRecord entry) {
                if (entry.getLevel() == Level.SEVERE) errors.add(entry.getLoggerName());
            }
            @Override public void flush() {}
            @Override public void close() {}
        });
        try (var file = new RandomAccessFile("big", "rw")) {
            file.setLength(64L << 20);
        }
        var failed = new CompletableFuture<Throwable>();
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .connectionHandler(connection -> connection.exceptionHandler(gone -> {}))
                .requestHandler(request -> {
                    request.exceptionHandler(gone -> {});
                    request.response().exceptionHandler(gone -> {});
                    request.response().sendFile("big").onComplete(done -> failed.complete(done.cause()));
                })
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        try (Socket client = new Socket("127.0.0.1", server.actualPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            client.getInputStream().readNBytes(1000);
            client.setSoLinger(true, 0);
        }
        System.out.println("future failed: " + (failed.get(30, TimeUnit.SECONDS) != null));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (errors.isEmpty() && System.nanoTime() < end) Thread.onSpinWait();
        System.out.println("errors logged: " + !errors.isEmpty() + " " + errors.stream().findFirst().orElse(""));
        vertx.close();
    }
}
JAVA
java -cp 'lib/*' Leaving.java 2> server.log | tee seen
diff seen - <<'SEEN'
future failed: true
errors logged: true io.vertx.core.net.impl.ConnectionBase
SEEN
