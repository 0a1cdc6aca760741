package io.swarmbot;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.util.ReferenceCounted;
import io.swarmbot.command.FileCommand;
import io.swarmbot.store.Append;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.DeliveryRows;
import io.swarmbot.store.LastUses;
import io.swarmbot.store.SwarmStore;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the code that a compiler does not check, each with its reason. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.swarmbot");

    @Test
    void packagesDependOnlyOnThoseBefore() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("concurrent")
                .definedBy("io.swarmbot.concurrent..")
                .layer("text")
                .definedBy("io.swarmbot.text..")
                .layer("store")
                .definedBy("io.swarmbot.store..")
                .layer("grant")
                .definedBy("io.swarmbot.grant..")
                .layer("swarm")
                .definedBy("io.swarmbot.swarm..")
                .layer("command")
                .definedBy("io.swarmbot.command..")
                .layer("wire")
                .definedBy("io.swarmbot.wire..")
                .layer("coordinator")
                .definedBy("io.swarmbot.coordinator..")
                .layer("push")
                .definedBy("io.swarmbot.push..")
                .layer("http")
                .definedBy("io.swarmbot.http..")
                .layer("access")
                .definedBy("io.swarmbot.access..")
                .layer("transports")
                .definedBy(
                        "io.swarmbot.ws..",
                        "io.swarmbot.sse..",
                        "io.swarmbot.socketio..",
                        "io.swarmbot.mcp..",
                        "io.swarmbot.files..",
                        "io.swarmbot.api..")
                .layer("beside")
                .definedBy(
                        "io.swarmbot.observe..",
                        "io.swarmbot.webhook..",
                        "io.swarmbot.trace..",
                        "io.swarmbot.demo..",
                        "io.swarmbot.ops..",
                        "io.swarmbot.warmup..")
                .layer("cli")
                .definedBy("io.swarmbot.cli..")
                .layer("config")
                .definedBy("io.swarmbot.config..")
                .whereLayer("concurrent")
                .mayNotAccessAnyLayer()
                .whereLayer("store")
                .mayOnlyAccessLayers("concurrent")
                .whereLayer("text")
                .mayNotAccessAnyLayer()
                .whereLayer("grant")
                .mayOnlyAccessLayers("text")
                .whereLayer("swarm")
                .mayOnlyAccessLayers("text", "store", "grant")
                .whereLayer("command")
                .mayOnlyAccessLayers("store", "grant", "swarm")
                .whereLayer("wire")
                .mayOnlyAccessLayers("text", "store", "grant", "swarm", "command")
                .whereLayer("coordinator")
                .mayOnlyAccessLayers("concurrent", "store", "grant", "swarm", "command")
                .whereLayer("push")
                .mayOnlyAccessLayers("concurrent", "text", "store", "grant", "swarm", "command", "wire", "coordinator")
                .whereLayer("http")
                .mayOnlyAccessLayers("concurrent", "store", "grant", "swarm", "command", "wire", "coordinator", "push")
                .whereLayer("access")
                .mayOnlyAccessLayers(
                        "concurrent", "text", "grant", "swarm", "command", "wire", "coordinator", "push", "http")
                .whereLayer("transports")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("beside")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("cli")
                .mayOnlyAccessLayers("store", "grant", "wire")
                .whereLayer("config")
                .mayNotBeAccessedByAnyLayer()
                .because("a reader who goes from package to package in this order follows the way of an event")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.swarmbot.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void transportsDoNotKnowOneAnother() {
        slices().matching("io.swarmbot.(ws|sse|socketio|mcp|files|api)")
                .should()
                .notDependOnEachOther()
                .because("a transport is protocol only; what two of them share is the hub's or http's")
                .check(CLASSES);
    }

    @Test
    void grantIsPureAndKnowsNothingElseOfOurs() {
        classes()
                .that()
                .resideInAPackage("io.swarmbot.grant..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "org.pcollections..",
                                "io.swarmbot.text..",
                                "io.swarmbot.grant..")
                        .and(not(resideInAnyPackage("java.util.concurrent..")))
                        .and(not(type(Clock.class)))
                        .and(not(type(Thread.class))))
                .because("who may do what is a function of values and of the time that it is told; every package above"
                        + " may ask it, so it can ask none of them")
                .check(CLASSES);
    }

    @Test
    void secretsAreComparedInAConstantTime() {
        classes()
                .that()
                .haveFullyQualifiedName("io.swarmbot.grant.TokenText")
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .because(
                        "a comparison that ends at the first wrong byte tells by its time how much of a secret is right")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.swarmbot.grant..")
                .should()
                .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
                .check(CLASSES);
    }

    @Test
    void swarmAndCommandArePure() {
        classes()
                .that()
                .resideInAnyPackage("io.swarmbot.swarm..", "io.swarmbot.command..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "org.jspecify..",
                                "org.pcollections..",
                                "io.swarmbot.text..",
                                "io.swarmbot.store..",
                                "io.swarmbot.grant..",
                                "io.swarmbot.swarm..",
                                "io.swarmbot.command..")
                        .and(not(resideInAnyPackage("java.util.concurrent..")))
                        .and(not(type(Clock.class)))
                        .and(not(type(Thread.class))))
                .because("a decision is a function of the state, the command and the time that it is told: it can be"
                        + " tested, repeated and read without a thread, a clock or a framework")
                .check(CLASSES);
    }

    @Test
    void coordinatorAloneAppends() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.swarmbot.coordinator..", "io.swarmbot.store..")
                .should()
                .callMethod(SwarmStore.class, "append", String.class, Append.class)
                .because("one writer decides the order of a log; a second one could append what nobody decided")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.swarmbot.coordinator..", "io.swarmbot.store..")
                .should()
                .dependOnClassesThat(type(LastUses.class))
                .orShould()
                .callMethod(SwarmStore.class, "noteUses", String.class, Map.class)
                .orShould()
                .callMethod(SwarmStore.class, "forgetUses", String.class, Collection.class)
                .because("what stands beside a log has the same writer")
                .check(CLASSES);
    }

    @Test
    void filesAloneSayThatAFileIsShared() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.swarmbot.files..", "io.swarmbot.command..")
                .should()
                .callConstructorWhere(target(owner(type(FileCommand.Share.class))))
                .because("only who stored the bytes knows that they are durable")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.swarmbot.files.store..",
                        "io.swarmbot.files.directory..",
                        "io.swarmbot.files.s3..",
                        "io.swarmbot.files.tus..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.swarmbot.coordinator..", "io.swarmbot.access..", "io.swarmbot.http.."))
                .because("bytes go beside the way of an event: who keeps them knows no swarm's state")
                .check(CLASSES);
    }

    @Test
    void webhookAloneWritesRowsOfDeliveries() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.swarmbot.webhook..", "io.swarmbot.store..")
                .should()
                .dependOnClassesThat(type(DeliveryRows.class).or(type(DeliveryRow.class)))
                .because("a row says who sends; whoever else wrote it could let two processes send")
                .check(CLASSES);
    }

    @Test
    void callsToOtherServicesAreMadeByOneClass() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.swarmbot\\.webhook\\.WebhookCall(\\$.*)?")
                // A process of its own, which asks this machine and reads no body.
                .and()
                .haveNameNotMatching("io\\.swarmbot\\.cli\\.HealthCheckCommand")
                .should()
                .dependOnClassesThat(type(HttpClient.class)
                        .or(assignableTo(URLConnection.class))
                        .or(type(io.vertx.core.http.HttpClient.class)))
                .because(
                        "it limits the time of a whole call and the bytes of its answer; without that, one receiver that"
                                + " never ends its answer holds a thread for ever")
                .check(CLASSES);
    }

    @Test
    void injectionIsByConstructor() {
        noFields()
                .should()
                .beAnnotatedWith(Inject.class)
                .because("a field that is set in the constructor can be final and needs no container in a test")
                .check(CLASSES);
    }

    @Test
    void packageHasAtMost45Files() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(each -> each.isTopLevelClass() && !each.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes)
                .allSatisfy((name, files) -> assertThat(files)
                        .as("files of %s: nobody keeps more than 45 in mind", name)
                        .isLessThanOrEqualTo(45));
    }

    @Test
    void storeSpiKnowsNoFramework() {
        classes()
                .that()
                .resideInAPackage("io.swarmbot.store")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.swarmbot.store"))
                .because("the SPI is what a store is written against, and nothing else")
                .check(CLASSES);
    }

    @Test
    void checksOfRightsCannotAskForASwarm() {
        noClasses()
                .that()
                .haveFullyQualifiedName("io.swarmbot.access.AccessGate")
                .or()
                .haveFullyQualifiedName("io.swarmbot.access.RouteRights")
                .or()
                .haveFullyQualifiedName("io.swarmbot.access.Caller")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.swarmbot.coordinator..", "io.swarmbot.store.."))
                .because("a swarm that the caller may not view looks like one that does not exist")
                .check(CLASSES);
    }

    @Test
    void vertxInternalsAreUsedByTwoClasses() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.swarmbot.http.ClientSocket")
                .and()
                .doNotHaveFullyQualifiedName("io.swarmbot.http.ListeningSockets")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.core..impl..", "io.vertx.ext..impl.."))
                .because("an upgrade of Vert.x must have few places to break")
                .check(CLASSES);
    }

    /**
     * A native image finds nothing by its name unless it is told to. Only the scripts of the stores are found so, and
     * the static files, which Quarkus registers.
     */
    @Test
    void nativeImageNeedsNoRegistration() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.swarmbot.store.embedded.Schema")
                .and()
                .doNotHaveFullyQualifiedName("io.swarmbot.store.redis.Script")
                .and()
                .doNotHaveFullyQualifiedName("io.swarmbot.http.ClientPackage")
                .should()
                // Except the type that JAX-RS passes to the writer of a body, which does not use it.
                .dependOnClassesThat(resideInAnyPackage("java.lang.reflect..", "com.fasterxml.jackson.databind..")
                        .and(not(type(java.lang.reflect.Type.class))))
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(Class.class, "getResource", String.class)
                .orShould()
                .callMethod(Class.class, "getResourceAsStream", String.class)
                .orShould()
                .callMethod(ClassLoader.class, "getResource", String.class)
                .orShould()
                .callMethod(ClassLoader.class, "getResourceAsStream", String.class)
                .because(
                        "wire types are written by hand, so that no class or resource is found by its name at run time;"
                                + " Schema and Script say themselves which files a native image must bring")
                .check(CLASSES);
    }

    @Test
    void staticFieldHoldsNothingRandomOrTimed() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(Random.class)
                .orShould()
                .haveRawType(SecureRandom.class)
                .orShould()
                .haveRawType(Clock.class)
                .orShould()
                .haveRawType(Instant.class)
                .because("a native image would carry the value of the machine that built it")
                .check(CLASSES);
    }

    @Test
    void nothingThatHoldsMemoryOrThreadsIsMadeAtBuildTime() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(assignableTo(ReferenceCounted.class))
                .orShould()
                .haveRawType(assignableTo(Thread.class))
                .orShould()
                .haveRawType(assignableTo(Executor.class))
                .orShould()
                .haveRawType(assignableTo(HttpClient.class))
                .orShould()
                .haveRawType(assignableTo(Process.class))
                .orShould()
                // Selectors, channels, sockets, streams of files, event loops, and whatever else has to be closed.
                .haveRawType(assignableTo(AutoCloseable.class))
                .orShould()
                .haveRawType(assignableTo(Vertx.class))
                .because(
                        "static fields are set when a native image is built, and what belongs to a running process, such"
                                + " as a buffer, a thread or a file, cannot be stored in it: the build stops")
                .check(CLASSES);
    }

    @Test
    void staticFieldIsFinal() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(not(resideInAnyPackage("io.swarmbot.test..")))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void staticFieldHoldsNothingThatChanges() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(resideInAPackage("java.util.concurrent.atomic.."))
                .orShould()
                .haveRawType(assignableTo(ThreadLocal.class))
                .orShould()
                .haveRawType(StringBuilder.class)
                .orShould()
                .haveRawType(assignableTo(Map.class).and(not(INTERFACES)).and(resideInAPackage("java..")))
                .orShould()
                .haveRawType(assignableTo(Collection.class).and(not(INTERFACES)).and(resideInAPackage("java..")))
                .because("what all threads and tests of a process share must not change: it could be neither reset nor"
                        + " given to a test, and two applications in one process would mix; an array or a collection"
                        + " that is written behind its interface cannot be seen by its type, so look at it in review")
                .check(CLASSES);
    }
}
