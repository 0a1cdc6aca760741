#!/usr/bin/env bash
# Quarkus 3.33.2 with quarkus-rest, quarkus-security and quarkus-micrometer.
#
# Each request to a REST resource builds a new RequestMapper, the tree of all paths of the application, although the
# request is public, is answered with 200, and is mapped by the RequestMapper that was built at the start. A handler before
# the resources takes the default handler of failed logins away, and finds out the path template first, for the metrics
# (ResteasyReactiveRecorder calls ObservabilityIntegrationRecorder.setTemplatePath, which calls new RequestMapper). It does
# so for each request, not only if a login failed. Without quarkus-micrometer, or without quarkus-security, it does not.
#
# quarkus-oidc and every other extension for logins bring quarkus-security. The more resources an application has, the more
# each request costs.
#
# Seen, instances of RequestMapper on the heap, which no collection has touched:
#   rest security micrometer: 100 more by 100 requests
#   rest security: 0 more by 100 requests
#   rest micrometer: 0 more by 100 requests
#
# Needs a JDK of at least 17, Maven and curl. Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"

mkdir -p src/main/java/demo
cat > src/main/java/demo/Hello.java <<'JAVA'
package demo;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/hello")
public class Hello {
    @GET
    @Path("{name}")
    public String hello(String name) {
        return name;
    }
}
JAVA

build() {
    local dependencies=
    for extension in "$@"; do
        dependencies+="<dependency><groupId>io.quarkus</groupId><artifactId>quarkus-$extension</artifactId></dependency>"
    done
    cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>demo</groupId><artifactId>demo</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencyManagement><dependencies><dependency>
    <groupId>io.quarkus.platform</groupId><artifactId>quarkus-bom</artifactId><version>3.33.2</version>
    <type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>
  <dependencies>$dependencies</dependencies>
  <build><plugins>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
    <plugin>
      <groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.33.2</version>
      <executions><execution><goals><goal>build</goal></goals></execution></executions>
    </plugin>
  </plugins></build>
</project>
POM
    rm -rf target
    mvn -q -B package > build 2>&1 || { cat build; return 1; }
}

mappers() {
    jcmd "$pid" GC.class_histogram -all | awk '$4 == "org.jboss.resteasy.reactive.server.mapping.RequestMapper" {print $2}'
}

look() {
    build "$@"
    : > log
    # Nothing is collected in so large a heap.
    java -XX:+UseSerialGC -Xms1g -Xmn700m -XX:MetaspaceSize=256m -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=0 \
        -jar target/quarkus-app/quarkus-run.jar > log & pid=$!
    until port=$(sed -nE 's/.*Listening on: http:\/\/127\.0\.0\.1:([0-9]+).*/\1/p' log) && [[ -n $port ]]; do
        kill -0 "$pid"
        sleep 0.2
    done
    curl -sf "http://127.0.0.1:$port/hello/first" > answer
    local before
    before=$(mappers)
    for n in $(seq 100); do
        curl -sf "http://127.0.0.1:$port/hello/$n" > answer
    done
    echo "$*: $(($(mappers) - before)) more by 100 requests"
    kill "$pid"
    wait "$pid" || true
    pid=
}

for extensions in "rest security micrometer" "rest security" "rest micrometer"; do
    # shellcheck disable=SC2086
    look $extensions
done | tee seen

diff seen - <<'SEEN'
rest security micrometer: 100 more by 100 requests
rest security: 0 more by 100 requests
rest micrometer: 0 more by 100 requests
SEEN
