package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart, as Helm reads it. No cluster is at hand, so the kinds are read by their models, with no field too many.
 */
class ChartTest {

    private static final Path CHART = Path.of("src/main/helm/swarmbot");
    private static final Path MANIFESTS = Path.of("src/main/kubernetes");
    private static final Path SCHEMAS = Path.of("src/test/resources/kubernetes");
    private static final String KUBERNETES = "1.30.0";

    /** Kinds of Kubernetes itself and of its Gateway API. */
    private static final Map<String, Class<?>> MODELS = Map.of(
            "v1/Service", Service.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "apps/v1/Deployment", Deployment.class,
            "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/Ingress", Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class);

    /**
     * Kinds that have no model here: schemas of our own, with the fields that we use, by the documents of their makers.
     */
    private static final Map<String, String> OWN_SCHEMAS = Map.of(
            "monitoring.coreos.com/v1/ServiceMonitor", "service-monitor.json",
            "keda.sh/v1alpha1/TriggerAuthentication", "trigger-authentication.json",
            "keda.sh/v1alpha1/ScaledObject", "scaled-object.json",
            "keda.sh/v1alpha1/ScaledJob", "scaled-job.json");

    private static final Map<String, Object> REDIS =
            Map.of("store.kind", "redis", "store.redis.secret", "swarmbot-redis", "replicas", 2, "pdb.enabled", true);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

                private static final long serialVersionUID = 1;

                /** The models keep what they do not know. */
                @Override
                public Boolean hasAnySetter(Annotated each) {
                    return false;
                }
            });

    private static Map<String, Object> with(Map<String, Object> values, Object... more) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i].toString(), more[i + 1]);
        }
        return all;
    }

    private static String rendered(Map<String, Object> values) {
        TemplateCommand template = new Helm(CHART)
                .template()
                .withName("swarmbot")
                .withNamespace("swarms")
                .withKubeVersion(KUBERNETES);
        values.forEach(template::set);
        return template.call();
    }

    private static List<JsonNode> documents(String yaml) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (each.hasNext()) {
                JsonNode document = each.next();
                if (document.isObject()) {
                    documents.add(document);
                }
            }
        }
        return documents;
    }

    private static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
    }

    private static void assertRead(List<JsonNode> documents) throws IOException {
        assertThat(documents).isNotEmpty();
        for (JsonNode document : documents) {
            String kind = kind(document);
            if (MODELS.containsKey(kind)) {
                assertThat(STRICT.treeToValue(document, MODELS.get(kind)))
                        .as(kind)
                        .isNotNull();
            } else {
                assertThat(OWN_SCHEMAS).containsKey(kind);
                assertThat(schema(OWN_SCHEMAS.get(kind)).validate(document))
                        .as(kind)
                        .isEmpty();
            }
        }
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(SCHEMAS.resolve(name)));
    }

    private static JsonNode only(List<JsonNode> documents, String kind) {
        return documents.stream()
                .filter(each -> kind(each).equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> environment(JsonNode deployment) {
        Map<String, String> environment = new LinkedHashMap<>();
        deployment
                .at("/spec/template/spec/containers/0/env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText()));
        return environment;
    }

    @Test
    void helmFindsNoFault() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void defaultsAreOneProcessWithAVolumeThatIsNeverReplacedWhileItRuns() throws IOException {
        List<JsonNode> documents = documents(rendered(Map.of()));

        assertRead(documents);
        assertThat(documents.stream().map(ChartTest::kind))
                .containsExactlyInAnyOrder(
                        "v1/Service", "v1/Service", "v1/PersistentVolumeClaim", "apps/v1/Deployment");
        JsonNode spec = only(documents, "apps/v1/Deployment").path("spec");
        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.at("/strategy/type").asText()).isEqualTo("Recreate");
        assertThat(environment(only(documents, "apps/v1/Deployment")))
                .containsEntry("SWARMBOT_STORE_KIND", "embedded")
                .containsEntry("SWARMBOT_SECURITY_MODE", "tokens");
    }

    @Test
    void everythingSwitchedOnIsRead() throws IOException {
        Map<String, Object> all = with(
                REDIS,
                "hpa.enabled",
                true,
                "hpa.streams",
                10_000,
                "httpRoute.enabled",
                true,
                "httpRoute.parentRefs[0].name",
                "gateway",
                "httpRoute.hostnames[0]",
                "swarm.example",
                "ingress.enabled",
                true,
                "ingress.host",
                "swarm.example",
                "ingress.className",
                "nginx",
                "ingress.tlsSecret",
                "certificate",
                "networkPolicy.enabled",
                true,
                "serviceMonitor.enabled",
                true,
                "serviceMonitor.tokenSecret",
                "monitor",
                "security.tokensSecret",
                "tokens",
                "workers[0].deployment",
                "java-workers",
                "workers[0].swarm",
                "default",
                "workers[0].capability",
                "c++",
                "workers[0].max",
                5,
                "workers[0].tokenSecret",
                "viewer",
                "config.swarmbot\\.tasks\\.max-attempts",
                "5");

        List<JsonNode> documents = documents(rendered(all));

        assertRead(documents);
        assertThat(documents.stream().map(ChartTest::kind).distinct()).hasSize(MODELS.size() - 1 + 3);
        JsonNode deployment = only(documents, "apps/v1/Deployment");
        assertThat(deployment.at("/spec/replicas").isMissingNode())
                .as("the autoscaler decides")
                .isTrue();
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
        assertThat(environment(deployment)).containsEntry("SWARMBOT_TASKS_MAX_ATTEMPTS", "5");
        assertThat(only(documents, "keda.sh/v1alpha1/ScaledObject")
                        .at("/spec/triggers/0/metadata/url")
                        .asText())
                .isEqualTo("http://swarmbot.swarms:8080/api/v1/swarms/default/backlog?capability=c%2B%2B");
    }

    /** As the images run: see ContainersTest. */
    @Test
    void podMayDoNoMoreThanItsImageNeeds() throws IOException {
        JsonNode pod = only(documents(rendered(Map.of())), "apps/v1/Deployment").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10_001);
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(container.path("volumeMounts").findValuesAsText("mountPath")).containsExactly("/data");
        List<String> probes = List.of("startupProbe", "readinessProbe", "livenessProbe");
        assertThat(probes)
                .allSatisfy(probe -> assertThat(
                                container.path(probe).at("/httpGet/port").asText())
                        .isEqualTo("management"));
    }

    @ParameterizedTest
    @CsvSource({
        "replicas,2",
        "hpa.enabled,true",
        "pdb.enabled,true",
        "store.kind,memory",
        "store.kind,redis",
        "security.mode,open",
        "ingress.enabled,true",
        "httpRoute.enabled,true",
        "serviceMonitor.enabled,true",
        "service.port,0",
        "drainSeconds,-1",
        "store.embedded.size,ten",
        "replica,1",
        "workers[0].deployment,java-workers"
    })
    void valuesThatDoNotGoTogetherAreRefused(String key, String value) {
        Object typed = value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;

        assertThatThrownBy(() -> rendered(Map.of(key, typed))).hasMessageContaining("schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers.yml", "worker-jobs.yml"})
    void workersAreReadAsWell(String name) throws IOException {
        assertRead(documents(Files.readString(MANIFESTS.resolve(name))));
    }

    /** For those without Helm. If this fails, copy the file that it wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded.yml", "redis.yml"})
    void manifestsAreWhatTheChartSays(String name) throws IOException {
        String expected = rendered(name.equals("redis.yml") ? REDIS : Map.of());
        Path made = Files.createDirectories(Path.of("target/kubernetes")).resolve(name);
        Files.writeString(made, expected);

        assertThat(MANIFESTS.resolve(name)).as("cp %s %s", made, MANIFESTS).hasContent(expected);
    }

    /** Bytes that only one replica has would be elsewhere for the others. */
    @Test
    void replicasShareFilesOnlyOnAVolumeThatAllOfThemHave() throws IOException {
        assertThat(environment(only(documents(rendered(REDIS)), "apps/v1/Deployment")))
                .containsEntry("SWARMBOT_FILES_ENABLED", "false");

        JsonNode shared = only(documents(rendered(with(REDIS, "files.existingClaim", "files"))), "apps/v1/Deployment");
        assertThat(environment(shared))
                .containsEntry("SWARMBOT_FILES_DIRECTORY", "/files")
                .doesNotContainKey("SWARMBOT_FILES_ENABLED");
        assertThat(shared.at("/spec/template/spec/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/data", "/files");
        assertThat(shared.at("/spec/template/spec/volumes").findValuesAsText("claimName"))
                .containsExactly("files");
    }

    @Test
    void replicasShareFilesInABucketWithoutAVolume() throws IOException {
        JsonNode shared = only(documents(rendered(with(REDIS, "files.bucket", "my-files"))), "apps/v1/Deployment");

        assertThat(environment(shared))
                .containsEntry("SWARMBOT_FILES_KIND", "s3")
                .containsEntry("SWARMBOT_FILES_S3_BUCKET", "my-files")
                .containsEntry("SWARMBOT_FILES_DIRECTORY", "/files")
                .doesNotContainKey("SWARMBOT_FILES_ENABLED");
        assertThat(shared.at("/spec/template/spec/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/data", "/files");
        assertThat(shared.at("/spec/template/spec/volumes").findValuesAsText("claimName"))
                .isEmpty();
    }

    @Test
    void versionIsThatOfTheApplication() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(YAML.readTree(CHART.resolve("Chart.yaml").toFile())
                        .path("appVersion")
                        .asText())
                .isEqualTo(pom.replaceFirst(
                        "(?s).*?<artifactId>swarmbot</artifactId>\\s*<version>(.*?)</version>.*", "$1"));
    }

    /** A variable that the service does not know would be passed over. */
    @Test
    void variablesAreKeysOfTheConfiguration() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/configuration.md"));
        Set<String> variables = Pattern.compile("`(swarmbot\\.[a-z.-]+)`")
                .matcher(page)
                .results()
                .map(key -> key.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());
        JsonNode deployment =
                only(documents(rendered(with(REDIS, "security.tokensSecret", "x"))), "apps/v1/Deployment");

        assertThat(environment(deployment).keySet())
                .filteredOn(name -> name.startsWith("SWARMBOT_"))
                .hasSizeGreaterThanOrEqualTo(6)
                .isSubsetOf(variables);
    }

    @Test
    void schemaKnowsTheKeysOfTheValues() throws IOException {
        JsonNode values = YAML.readTree(CHART.resolve("values.yaml").toFile());
        JsonNode schema =
                new ObjectMapper().readTree(CHART.resolve("values.schema.json").toFile());
        TreeSet<String> known = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        known.remove("global");
        TreeSet<String> given = new TreeSet<>();
        values.fieldNames().forEachRemaining(given::add);

        assertThat(given).isEqualTo(known);
    }
}
