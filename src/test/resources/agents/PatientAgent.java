import java.time.Duration;
import java.util.Map;

/** An agent for tests: it waits to be canceled, asks, talks. */
public final class PatientAgent {

    public static void main(String[] args) throws Exception {
        Map<String, SwarmBot.Handler> work =
                Map.of("wait", PatientAgent::hold, "ask", PatientAgent::ask, "talk", PatientAgent::talk);
        SwarmBot.Settings settings = SwarmBot.Settings.of(args);
        System.out.println(settings); // it must not show a token
        new SwarmBot(work, settings).run();
    }

    private static Object hold(SwarmBot.Task task) throws Exception {
        task.log("info", "waiting");
        try {
            while (true) {
                task.sleep(Duration.ofMinutes(1));
            }
        } catch (SwarmBot.Canceled e) {
            System.out.println("canceled " + task.id());
            throw e;
        }
    }

    private static Object ask(SwarmBot.Task task) throws Exception {
        Object question = ((Map<?, ?>) task.input()).get("question");
        return Map.of("answer", task.ask(question, Duration.ofMinutes(1)));
    }

    private static Object talk(SwarmBot.Task task) {
        int lines = ((Number) ((Map<?, ?>) task.input()).get("lines")).intValue();
        for (int number = 0; number < lines; number++) {
            task.log("debug", "line " + number);
        }
        return null;
    }
}
