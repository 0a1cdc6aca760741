import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Shares a file, and fetches it again: {@code FileMover <url> <swarm> <file> <copy>}. */
public final class FileMover {

    private FileMover() {}

    public static void main(String[] arguments) throws Exception {
        SwarmBot.SharedFiles files =
                new SwarmBot.SharedFiles(arguments[0], arguments[1], SwarmBot.Token.of(null, null));
        List<Long> heard = new ArrayList<>();
        try {
            SwarmBot.Wanted wanted = new SwarmBot.Wanted("moved", "text/csv", null, null);
            SwarmBot.Shared shared = files.upload(Path.of(arguments[2]), wanted, (at, of) -> heard.add(at));
            System.out.println("shared " + shared.id() + " " + shared.sha256() + " " + shared.size());
            files.download(shared.id(), Path.of(arguments[3]), (at, of) -> heard.add(at));
            System.out.println(
                    "progress " + (heard.size() > 2 && heard.get(heard.size() - 1) == shared.size() ? "True" : "False"));
        } catch (SwarmBot.Refused no) {
            System.out.println("refused " + no.status() + " " + no.getMessage());
        }
    }
}
