package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingStoreTest {

    private static final Map<Class<?>, Object> ANSWERS = Map.of(
            CompletionStage.class,
            new CompletableFuture<>(),
            Optional.class,
            Optional.of("shared"),
            SwarmStore.Tail.class,
            (SwarmStore.Tail) () -> {});

    private record Call(String method, List<@Nullable Object> arguments) {}

    private final List<Call> calls = new ArrayList<>();
    private final ForwardingStore store = new ForwardingStore((SwarmStore) Proxy.newProxyInstance(
            SwarmStore.class.getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                calls.add(new Call(method.getName(), arguments == null ? List.of() : List.of(arguments)));
                return ANSWERS.get(method.getReturnType());
            })) {};

    /** The methods that have a default would compile without being passed on. */
    static Stream<Method> callsOfAStore() {
        return Stream.of(SwarmStore.class.getMethods());
    }

    @ParameterizedTest
    @MethodSource("callsOfAStore")
    void callIsPassedOnAsItIsAndAnsweredByTheStoreBehind(Method method)
            throws InvocationTargetException, IllegalAccessException {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(ForwardingStoreTest::any)
                .toArray();

        Object answer = method.invoke(store, arguments);

        assertThat(calls).containsExactly(new Call(method.getName(), List.of(arguments)));
        assertThat(answer).isSameAs(ANSWERS.get(method.getReturnType()));
    }

    private static Object any(Class<?> type) {
        Cursor head = new Cursor("k3f9", 1);
        Map<Class<?>, Object> values = Map.of(
                String.class,
                "swarm",
                Append.class,
                new Append("a1", head, LogEntries.after(head, 1), List.of()),
                Cursor.class,
                head,
                PageLimit.class,
                new PageLimit(1, 1),
                Map.class,
                Map.of(),
                Collection.class,
                List.of(),
                SwarmStore.TailListener.class,
                (SwarmStore.TailListener) (String swarm, @Nullable Cursor moved) -> {},
                DeliveryRow.class,
                new DeliveryRow(head, "owner", 1),
                long.class,
                7L);
        return Objects.requireNonNull(values.get(type), () -> "no value of " + type);
    }
}
