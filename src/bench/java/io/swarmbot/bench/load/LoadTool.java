package io.swarmbot.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts a load on a running service and prints what arrived, how late, and what was lost or repeated. It works in a
 * swarm of its own, which it deletes. Ends with 1 where something was lost, repeated or reset, or did not arrive, and
 * if the service refuses its token.
 */
final class LoadTool {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private LoadTool() {}

    public static void main(String[] arguments) throws Exception {
        LoadPlan plan;
        try {
            plan = LoadPlan.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + LoadPlan.USAGE);
            System.exit(2);
            return;
        }
        try {
            System.exit(run(plan) ? 0 : 1);
        } catch (RefusedException e) {
            System.err.println("refused: " + e.getMessage());
            System.exit(1);
        }
    }

    private static boolean run(LoadPlan plan) throws Exception {
        Tally tally = new Tally();
        Publishers publishers = new Publishers(plan);
        publishers.prepare();
        try (Followers followers = new Followers(plan, tally)) {
            long opening = System.nanoTime();
            followers.open();
            System.out.printf(
                    "%d clients opened, %.0f a second%n", plan.clients(), plan.clients() / secondsSince(opening));
            publishers.start();
            TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
            long before = publishers.published();
            followers.run(tally::measure);
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(plan.seconds());
            followers.run(tally::stop);
            double seconds = secondsSince(start);
            long published = publishers.published() - before;
            publishers.stop();
            long behind = awaitAll(followers, publishers.newest());
            followers.requireAllowed();
            tally.print(plan, seconds, published);
            if (behind > 0) {
                System.out.printf("%d clients did not get everything within 10 s%n", behind);
            }
            return tally.isClean() && behind == 0;
        } finally {
            publishers.cleanUp();
        }
    }

    private static long awaitAll(Followers followers, long seq) {
        long start = System.nanoTime();
        long behind = followers.behind(seq);
        while (behind > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            behind = followers.behind(seq);
        }
        return behind;
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
