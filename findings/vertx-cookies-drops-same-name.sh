#!/usr/bin/env bash
# Vert.x 4.5.27 as an HTTP server.
#
# A browser may send two cookies with one name, for example one for the path / and one for /app: the request then has the
# pairs only, without paths (RFC 6265, 5.4). HttpServerRequest.cookies(name) returns a set, and its documentation speaks of
# several cookies with one name. It has the first one only, as has cookies(): both keep cookies by name, domain and path,
# and a request names neither domain nor path. ServerCookieDecoder.decodeAll of the Netty that Vert.x uses has both.
#
# A server that wants to refuse a request with two sessions, or to look for the one that is good, has to read the header.
#
# Seen:
#   cookies(name): 1 [first]
#   cookies(): 1
#   decodeAll: 2 [first, second]
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

cat > Cookies.java <<'JAVA'
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;

public class Cookies {
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        var server = vertx.createHttpServer()
                .requestHandler(request -> {
                    var named = request.cookies("id");
                    var all = ServerCookieDecoder.STRICT.decodeAll(request.getHeader("Cookie"));
                    request.response().end("cookies(name): " + named.size() + " "
                            + named.stream().map(Cookie::getValue).toList() + "\ncookies(): "
                            + request.cookies().size() + "\ndecodeAll: " + all.size() + " "
                            + all.stream().map(each -> each.value()).toList());
                })
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        var answer = vertx.createHttpClient()
                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                .compose(request -> request.putHeader("Cookie", "id=first; id=second").send())
                .compose(response -> response.body())
                .toCompletionStage().toCompletableFuture().get();
        System.out.println(answer);
        vertx.close();
    }
}
JAVA
java -cp 'lib/*' Cookies.java 2> server.log | tee seen
diff seen - <<'SEEN'
cookies(name): 1 [first]
cookies(): 1
decodeAll: 2 [first, second]
SEEN
