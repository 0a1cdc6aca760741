package io.swarmbot;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which arrows there are between the packages, and why. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.swarmbot");

    @Test
    void anEventGoesOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("store")
                .definedBy("io.swarmbot.store..")
                .layer("swarm")
                .definedBy("io.swarmbot.swarm..")
                .layer("wire")
                .definedBy("io.swarmbot.wire..")
                .layer("push")
                .definedBy("io.swarmbot.push..")
                .layer("http")
                .definedBy("io.swarmbot.http..")
                .layer("transports")
                .definedBy("io.swarmbot.ws..", "io.swarmbot.sse..", "io.swarmbot.api..")
                .layer("beside")
                .definedBy(
                        "io.swarmbot.observe..",
                        "io.swarmbot.alert..",
                        "io.swarmbot.liveness..",
                        "io.swarmbot.demo..",
                        "io.swarmbot.ops..")
                .layer("config")
                .definedBy("io.swarmbot.config..")
                .whereLayer("store")
                .mayNotAccessAnyLayer()
                .whereLayer("swarm")
                .mayOnlyAccessLayers("store")
                .whereLayer("wire")
                .mayOnlyAccessLayers("store", "swarm")
                .whereLayer("push")
                .mayOnlyAccessLayers("store", "swarm", "wire")
                .whereLayer("http")
                .mayOnlyAccessLayers("store", "swarm", "wire", "push")
                .whereLayer("transports")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("beside")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("config")
                .mayNotBeAccessedByAnyLayer()
                .because("whoever reads the packages in the order of the path has read the way of an event")
                .check(CLASSES);
    }

    @Test
    void noPackageNeedsItself() {
        slices().matching("io.swarmbot.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void transportsDoNotKnowOneAnother() {
        slices().matching("io.swarmbot.(ws|sse|api)")
                .should()
                .notDependOnEachOther()
                .because("a transport is protocol only; what two of them share is the hub's or http's")
                .check(CLASSES);
    }

    @Test
    void theDomainIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("io.swarmbot.swarm..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "jakarta.enterprise..",
                        "jakarta.inject..",
                        "jakarta.annotation..",
                        "org.jspecify..",
                        "org.pcollections..",
                        "io.swarmbot.store..",
                        "io.swarmbot.swarm.."))
                .because("deciding must be testable, and readable, without a framework")
                .check(CLASSES);
    }

    @Test
    void theStoreKnowsNoFramework() {
        classes()
                .that()
                .resideInAPackage("io.swarmbot.store")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.swarmbot.store"))
                .because("the SPI is what a store is written against, and nothing else")
                .check(CLASSES);
    }

    @Test
    void onlyOneClassKnowsTheInsideOfVertx() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.swarmbot.http.ClientSocket")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.core..impl..", "io.vertx.ext..impl.."))
                .because("an upgrade of Vert.x must have one place to break")
                .check(CLASSES);
    }

    /** What a native image would have to be told of by name, nothing here needs but the stores' scripts, which are files. */
    @Test
    void nativeNeedsNoRegistration() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.swarmbot.store.embedded.Schema")
                .and()
                .doNotHaveFullyQualifiedName("io.swarmbot.store.redis.Script")
                .should()
                // But for the type that JAX-RS tells those who write a body, and nobody asks.
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
    void nothingRandomOrTimedIsMadeAtBuildTime() {
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
    void staticStateIsConstant() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(not(resideInAnyPackage("io.swarmbot.test..")))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
