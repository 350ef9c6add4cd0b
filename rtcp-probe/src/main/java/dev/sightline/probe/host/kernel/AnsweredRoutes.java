package dev.sightline.probe.host.kernel;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Route;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that were asked for, as far as they are known. A question is put on the asking thread, those of a moment
 * together; meanwhile its last answer holds. Thread-safe.
 */
final class AnsweredRoutes {
    private static final Logger log = LoggerFactory.getLogger(AnsweredRoutes.class);
    /** Once a link is up again the kernel sends at once what it refused. */
    private static final Duration REFUSAL_FRESH = Duration.ofSeconds(1);

    /** A camera has a handful: to it, from the media server, and one a flow where rules heed ports. */
    private static final int MAX_ROUTES = 32_768;

    private static final int MAX_QUESTIONS = 512;

    private final Function<List<RouteQuestion>, List<Optional<Route>>> kernel;
    private final Duration fresh;
    private final ExecutorService asking;
    private final Map<RouteQuestion, Known> known = Collections.synchronizedMap(new RecentMap<>(MAX_ROUTES));
    private final Set<RouteQuestion> questions = new LinkedHashSet<>();

    /** What was answered, if anything was yet, and when it was asked for ({@link System#nanoTime}). */
    private record Known(Optional<Route> route, boolean answered, long askedAt) {}

    /**
     * @param kernel answers questions in their order, and may wait
     * @param fresh how long an answer is good before the kernel is asked again; one that it refuses to send is good for a
     *     second at most
     */
    AnsweredRoutes(
            Function<List<RouteQuestion>, List<Optional<Route>>> kernel, Duration fresh, ExecutorService asking) {
        this.kernel = kernel;
        this.fresh = fresh;
        this.asking = asking;
    }

    /** What is known now; never waits. */
    Optional<Route> to(RouteQuestion question) {
        if (!question.hasAnswer()) {
            return Optional.empty();
        }
        Known answer = known.get(question);
        long now = System.nanoTime();
        if (answer == null || now - answer.askedAt() > fresh(answer.route()).toNanos()) {
            askLater(question, answer == null ? new Known(Optional.empty(), /* answered= */ false, now) : answer, now);
        }
        return answer == null ? Optional.empty() : answer.route();
    }

    private Duration fresh(Optional<Route> answer) {
        boolean refused = answer.filter(route -> route.leavesBy().isEmpty()).isPresent();
        return refused && REFUSAL_FRESH.compareTo(fresh) < 0 ? REFUSAL_FRESH : fresh;
    }

    /** Whether it was asked, and its first answer is to come. */
    boolean isPending(RouteQuestion question) {
        Known answer = known.get(question);
        return answer != null && !answer.answered();
    }

    /** The same where it may be that it was not asked. */
    boolean isAwaited(RouteQuestion question) {
        return question.hasAnswer() && (isPending(question) || !known.containsKey(question));
    }

    /** What finds no room on the list stays due, and is put there when it is wanted again. */
    private void askLater(RouteQuestion question, Known last, long now) {
        boolean first;
        synchronized (questions) { // so that no answer comes before it is marked as asked
            boolean full = questions.size() >= MAX_QUESTIONS;
            known.put(question, new Known(last.route(), last.answered(), full ? now - fresh.toNanos() : now));
            if (full) {
                return;
            }
            first = questions.isEmpty();
            questions.add(question);
        }
        if (first) {
            try {
                asking.execute(this::askAll);
            } catch (RejectedExecutionException closed) {
                log.debug("Routes are no longer asked for");
            }
        }
    }

    private void askAll() {
        List<RouteQuestion> asked;
        synchronized (questions) {
            asked = new ArrayList<>(questions);
            questions.clear();
        }
        // Each source is looked for among all addresses of this host, and most are the same one.
        Map<InetAddress, Boolean> own = new HashMap<>();
        List<Optional<Route>> answers = kernel.apply(asked.stream()
                .map(question -> question.asThisHost(source -> own.computeIfAbsent(source, RouteQuestion::isOwn)))
                .toList());
        for (int i = 0; i < answers.size(); i++) {
            known.put(asked.get(i), new Known(answers.get(i), /* answered= */ true, System.nanoTime()));
        }
    }
}
