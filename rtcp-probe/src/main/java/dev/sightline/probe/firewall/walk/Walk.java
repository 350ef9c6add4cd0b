package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.Verdict;
import dev.sightline.probe.firewall.Form;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.firewall.walk.Look.State;
import dev.sightline.probe.firewall.walk.Stages.Stage;
import dev.sightline.probe.firewall.walk.WalkView.Outcome;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a plan: brings its lines into force one after the other, looks after each what becomes of the cameras' feedback,
 * and takes all back. Nothing that it changes outlives it: see {@link DeadMan}. Takes root.
 */
public final class Walk {
    private final Backend backend;
    private final Set<SshSession> sessions;
    private final WalkOptions options;
    private final WalkView view;

    private Walk(Backend backend, Set<SshSession> sessions, WalkOptions options, WalkView view) {
        this.backend = backend;
        this.sessions = sessions;
        this.options = options;
        this.view = view;
    }

    /**
     * Plans a walk; nothing is changed yet.
     *
     * @param environment this process's, for the SSH session that it runs in
     * @throws PlanException when the plan is not understood
     * @throws IOException when this host's SSH sessions cannot be listed
     */
    public static Walk of(Form form, String plan, WalkOptions options, Map<String, String> environment, WalkView view)
            throws PlanException, IOException {
        Set<SshSession> sessions = SshSession.ofThisHost(environment);
        Backend backend = switch (form) {
            case NFT -> new NftBackend(NftPlan.parse(plan), options.mediaPorts(), sessions);
            case UFW -> new UfwBackend(UfwPlan.parse(plan), options.mediaPorts(), sessions);
        };
        return new Walk(backend, sessions, options, view);
    }

    /** What a walk would do, in its order. */
    public List<String> stages() {
        return Stages.of(backend.steps()).stream().map(Stage::what).toList();
    }

    /** Why it must not be walked, one sentence each: whose SSH session the plan would cut. */
    public List<String> objections() {
        return sessions.stream()
                .flatMap(session ->
                        backend.cuts(session).map(why -> "the plan would cut " + session + ": " + why).stream())
                .toList();
    }

    /**
     * Walks it. Blocks until the firewall is restored. When the thread is interrupted it is restored as well.
     *
     * @throws IOException when a program refuses or is missing, or there are {@link #objections}
     * @throws InterruptedException when interrupted
     */
    public void run() throws IOException, InterruptedException {
        List<String> objections = objections();
        if (!objections.isEmpty()) {
            throw new IOException(objections.get(0));
        }
        flush(); // that it can be done is known before anything is changed
        backend.remarks().forEach(view::remark);
        try (DeadMan deadMan = armed()) {
            Thread hook = new Thread(deadMan::close, "firewall-restored");
            Runtime.getRuntime().addShutdownHook(hook);
            walk(deadMan);
        }
    }

    private void walk(DeadMan deadMan) throws IOException, InterruptedException {
        try {
            view.ended(new Round(deadMan).walk());
        } catch (IOException problem) {
            throw deadMan.reason(problem);
        }
    }

    private DeadMan armed() throws IOException {
        Path directory = DeadMan.newDirectory();
        try {
            backend.prepare(directory);
            keepWhatIsInForce(directory);
            return DeadMan.arm(directory, options.deadMan(), view::restored);
        } catch (IOException problem) {
            Programs.run("rm", List.of("-rf", directory.toString()));
            throw problem;
        }
    }

    /** Whole, for whoever has to bring it back, and what is compared at the end. */
    private static void keepWhatIsInForce(Path directory) throws IOException {
        if (HostCommand.path("nft").isPresent()) {
            Files.writeString(
                    directory.resolve(Difference.RULESET),
                    "flush ruleset\n" + Programs.output("nft", "list", "ruleset"));
        }
        Files.writeString(
                directory.resolve("before"),
                Programs.output("bash", directory.resolve("state.sh").toString()));
    }

    private static void flush() throws IOException {
        Programs.output("conntrack", "--flush");
    }

    /** One walk. */
    private final class Round {
        private final DeadMan deadMan;
        private final StreamProbe probe = new StreamProbe(options.mediaPorts(), options.look());
        private final Set<Step> active = new LinkedHashSet<>();

        Round(DeadMan deadMan) {
            this.deadMan = deadMan;
        }

        Outcome walk() throws IOException, InterruptedException {
            List<Stage> stages = Stages.of(backend.steps());
            Look start = look(List.of());
            view.seen(0, stages.size(), "this host's firewall as it is", Map.of(), start.cameras());
            List<InetAddress> cameras = start.well();
            if (cameras.isEmpty()) {
                return hopeless(start);
            }
            if (cameras.size() < start.cameras().size()) {
                view.remark("Only cameras that are DELIVERED now are looked at; of the others: probe watch.");
            }
            Look before = start.of(cameras);
            for (int i = 0; i < stages.size(); i++) {
                Stage stage = stages.get(i);
                active.addAll(stage.steps());
                backend.apply(active, deadMan);
                Look now = look(cameras);
                view.seen(i + 1, stages.size(), stage.what(), before.cameras(), now.cameras());
                if (now.droppedBy().filter(rule -> !backend.isOurs(rule)).isPresent()) {
                    return new Outcome(false, List.of(notOurs(now.droppedBy().orElseThrow())));
                }
                before = now;
            }
            return before.isWell()
                    ? new Outcome(true, List.of("Every camera gets its feedback with the whole plan in force."))
                    : new Culprits(backend, this::without).find(before, active, cameras);
        }

        private Look without(List<Step> taken, List<InetAddress> cameras) throws IOException, InterruptedException {
            Set<Step> rest = new LinkedHashSet<>(active);
            taken.forEach(rest::remove);
            backend.apply(rest, deadMan);
            return look(cameras);
        }

        private Look look(List<InetAddress> cameras) throws IOException, InterruptedException {
            deadMan.renew();
            flush();
            if (options.beforeLook().isPresent()) {
                Programs.output("sh", "-c", options.beforeLook().get());
            }
            Look look = probe.look(cameras, deadMan);
            if (look.untraced().isPresent()) {
                look = probe.look(cameras, deadMan); // a busy machine may not have begun it in time
            }
            look.untraced()
                    .ifPresent(why -> view.remark("What the firewall drops was not seen in the next look, so it may say"
                            + " DELIVERED of what has just been cut: " + why));
            if (look.obstacle().isPresent()) {
                throw new IOException(look.obstacle().get().reason() + "; "
                        + look.obstacle().get().cure());
            }
            return cameras.isEmpty() ? look : look.of(cameras);
        }
    }

    private static Outcome hopeless(Look start) {
        if (start.cameras().isEmpty()) {
            return new Outcome(
                    false,
                    List.of("No camera sends, so nothing can be tried: let one stream, and see that"
                            + " --media-ports are the media server's."));
        }
        State first = start.cameras().values().iterator().next();
        boolean blocked = first.verdict() == Verdict.BLOCKED;
        return new Outcome(
                false,
                List.of(
                        "No camera is DELIVERED before anything of the plan is in force, so nothing can be tried: "
                                + first.reason(),
                        blocked
                                ? first.droppedBy().map(Walk::notOurs).orElse("Find the rule with: firewall bisect")
                                : "Mend that first; see: probe watch"));
    }

    private static String notOurs(String rule) {
        return "It is dropped by another chain, \"" + rule
                + "\": what that drops stays dropped whatever the plan accepts,"
                + " so going on would tell nothing. Change that rule first; firewall bisect finds all of them.";
    }
}
