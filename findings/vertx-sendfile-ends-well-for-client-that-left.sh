#!/usr/bin/env bash
# Vert.x 4.5.27 as an HTTP/1.1 server that sends a file of 256 MiB to a client that leaves after the first bytes.
#
# The end handler of the response, which is for an answer that was sent to its end, is called, and its exception handler is
# not. Only the future of sendFile fails. bytesWritten() is the size of the whole file, and ended() is true, as soon as
# sendFile was called, and both stay so.
#
# Whatever looks at the response from outside, such as an access log or a handler before the one that sends the file,
# takes each download that somebody stops for one that went well. To see the difference, it has to look at the connection.
#
# Seen:
#   while it is sent: ended true, bytes written: all
#   the client has left: bytes written: all, called: [end handler, failure of the future]
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

cat > Counting.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

public class Counting {
    static final int SIZE = 256 << 20;

    public static void main(String[] args) throws Exception {
        try (var file = new RandomAccessFile("big", "rw")) {
            file.setLength(SIZE);
        }
        var begun = new CompletableFuture<HttpServerResponse>();
        var closed = new CompletableFuture<Void>();
        Queue<String> called = new ConcurrentLinkedQueue<>();
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    HttpServerResponse response = request.response();
                    response.endHandler(end -> called.add("end handler"));
                    response.exceptionHandler(failure -> called.add("exception handler"));
                    request.connection().closeHandler(gone -> closed.complete(null));
                    response.sendFile("big").onFailure(failure -> called.add("failure of the future"));
                    begun.complete(response);
                })
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        try (Socket client = new Socket("127.0.0.1", server.actualPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            client.getInputStream().readNBytes(1000);
            HttpServerResponse response = begun.get(30, TimeUnit.SECONDS);
            System.out.println("while it is sent: ended " + response.ended() + ", bytes written: " + amount(response));
            client.setSoLinger(true, 0);
        }
        closed.get(30, TimeUnit.SECONDS);
        // What the loop still has to do comes before this.
        var after = new CompletableFuture<Void>();
        vertx.setTimer(500, done -> after.complete(null));
        after.get(30, TimeUnit.SECONDS);
        System.out.println("the client has left: bytes written: " + amount(begun.get()) + ", called: " + new java.util.TreeSet<>(called));
        vertx.close();
    }

    static String amount(HttpServerResponse response) {
        return response.bytesWritten() == SIZE ? "all" : "a part";
    }
}
JAVA
java -cp 'lib/*' Counting.java 2> server.log | tee seen
diff seen - <<'SEEN'
while it is sent: ended true, bytes written: all
the client has left: bytes written: all, called: [end handler, failure of the future]
SEEN
