package dev.sightline.webrtc;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop that owns a peer's state, which may become another one. What is to be run there finds it, also while it changes. */
final class PeerHome {
    private static final Logger LOG = LoggerFactory.getLogger(PeerHome.class);

    private final String peer;
    private volatile LoopSockets home;
    /** From leaving one loop until the next one was told: what comes meanwhile waits in that loop's queue. */
    private volatile boolean moving;

    /** @param peer as the log names it */
    PeerHome(String peer, LoopSockets home) {
        this.peer = peer;
        this.home = home;
    }

    LoopSockets sockets() {
        return home;
    }

    EventLoop loop() {
        return home.loop();
    }

    /** Whether the calling thread may touch the peer's state. */
    boolean isHere() {
        return !moving && home.loop().inEventLoop();
    }

    /** Runs {@code task} on the owning loop; it follows the peer when that moves before the task's turn. */
    void execute(Runnable task) {
        LoopSockets target = home;
        target.loop().execute(() -> {
            if (home == target) {
                task.run();
            } else {
                execute(task);
            }
        });
    }

    /** As {@link #execute}, for callers to whom loops that are gone are no news. */
    void executeIfPossible(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("the loop of peer {} has ended", peer);
        }
    }

    /** Leaves the present loop, on which this is called, for {@code target}, where {@code arrived} is run first. */
    void moveTo(LoopSockets target, Runnable arrived) {
        home.flush();
        moving = true;
        home = target;
        executeIfPossible(() -> {
            moving = false;
            arrived.run();
        });
    }
}
