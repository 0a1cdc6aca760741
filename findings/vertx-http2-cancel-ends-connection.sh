#!/usr/bin/env bash
# Vert.x 4.5.27 (with Netty 4.1.133.Final) as an HTTP/2 server, and the HTTP/2 client of Node.js.
#
# A client has two streams on one connection. The answer to the first is written with end(buffer, null), as Quarkus REST
# 3.33.2 (VertxResteasyReactiveRequestContext) writes an entity, and waits for the flow-control window of its stream. The
# client cancels that stream. RFC 9113, 5.4.2, says that an error of a stream ends that stream. The server closes the
# whole connection instead, without GOAWAY, and the second stream never gets its answer. With a handler in place of null,
# or with the overload that returns a future, the connection stays.
#
# Cause: without a handler the frame is written with a void promise, whose failure goes to the pipeline as an exception,
# and the server closes a connection with an exception. A proxy that puts the requests of many clients on one connection
# makes one client's cancellation an error for the others.
#
# Seen:
#   /null: connection closed, goaway false, other stream no answer
#   /handler: connection open, goaway false, other stream 200
#
# Needs a JDK of at least 17, Maven and Node.js of at least 18. Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$dir"' EXIT
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

cat > Server.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

public class Server {
    public static void main(String[] args) {
        Vertx.vertx().createHttpServer().requestHandler(request -> {
            var response = request.response();
            String body = "x".repeat(1_000);
            if (request.path().equals("/null")) {
                response.end(Buffer.buffer(body), null);
            } else if (request.path().equals("/handler")) {
                response.end(Buffer.buffer(body), taken -> {});
            } else {
                // Long after the other stream was canceled.
                Vertx.currentContext().owner().setTimer(500, late -> response.end());
            }
        }).listen(0, "127.0.0.1").onSuccess(server -> System.out.println(server.actualPort()));
    }
}
JAVA
java -cp 'lib/*' Server.java > port 2> server.log &
server=$!
until [[ -s port ]]; do kill -0 "$server"; done

cat > client.mjs <<'JS'
import http2 from 'node:http2';

const [port, path] = process.argv.slice(2);
// No stream gets a byte of a body before its window is opened.
const session = http2.connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 0 } });
let goaway = false, closed = false;
session.on('goaway', () => { goaway = true; });
session.on('close', () => { closed = true; });
session.on('error', () => {});
const other = session.request({ ':path': '/other' });
other.on('error', () => {});
const answer = new Promise(done => {
  other.on('response', headers => done(headers[':status']));
  other.on('close', () => done('no answer'));
});
const canceled = session.request({ ':path': path });
canceled.on('error', () => {});
canceled.on('response', () => canceled.close(http2.constants.NGHTTP2_CANCEL));
const status = await answer;
console.log(`${path}: connection ${closed || session.destroyed ? 'closed' : 'open'}, `
  + `goaway ${goaway}, other stream ${status}`);
session.destroy();
JS
node client.mjs "$(cat port)" /null | tee seen
node client.mjs "$(cat port)" /handler | tee -a seen
diff seen - <<'SEEN'
/null: connection closed, goaway false, other stream no answer
/handler: connection open, goaway false, other stream 200
SEEN
