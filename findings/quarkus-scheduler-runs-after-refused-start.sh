#!/usr/bin/env bash
# Quarkus 3.33.2 with quarkus-scheduler.
#
# A start that is refused (here an observer of StartupEvent throws a ConfigurationException, which means that its message is
# all that is printed) does not drop the calls of scheduled methods that wait for a thread. They run after the container of
# beans is gone: each logs an error with a stack trace, "Arc.container()" is null, beside the one sentence of the refusal.
# The scheduler starts before all observers without a priority, and nobody stops what it has handed to the thread pool.
#
# Here the pool has one thread, and the method takes two seconds, so that calls wait for sure. In a real service with eight
# scheduled methods it was a matter of luck: 2 of 12 refused starts on a busy core printed such traces.
#
# Seen: the sentence, and at least one trace. If the observer comes before the scheduler
# (@Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)): the sentence only.
#
# Needs a JDK of at least 17 and Maven. Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

mkdir -p src/main/java/demo src/main/resources
echo quarkus.thread-pool.max-threads=1 > src/main/resources/application.properties
cat > pom.xml <<'POM'
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
  <dependencies>
    <dependency><groupId>io.quarkus</groupId><artifactId>quarkus-scheduler</artifactId></dependency>
  </dependencies>
  <build><plugins>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
    <plugin>
      <groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId><version>3.33.2</version>
      <executions><execution><goals><goal>build</goal></goals></execution></executions>
    </plugin>
  </plugins></build>
</project>
POM

# $1: the annotation of the observer, or nothing
run() {
    cat > src/main/java/demo/Work.java <<JAVA
package demo;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

@ApplicationScoped
class Work {
    @Scheduled(every = "1s")
    void turn() throws InterruptedException {
        Thread.sleep(2_000);
    }

    void check(@Observes $1 StartupEvent event) throws InterruptedException {
        Thread.sleep(3_500); // what a start does that takes a while
        throw new ConfigurationException("the bucket has no name");
    }
}
JAVA
    rm -rf target
    mvn -q -B package > build 2>&1 || { cat build; return 1; }
    ! timeout 60 java -jar target/quarkus-app/quarkus-run.jar > out 2>&1
    grep -q 'the bucket has no name' out
    traces=$(grep -c 'Arc.container()" is null' out || true)
    echo "${1:-no priority}: $traces traces"
}

run ''
((traces > 0)) || { cat out; exit 1; }
run '@Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)'
((traces == 0)) || { cat out; exit 1; }
