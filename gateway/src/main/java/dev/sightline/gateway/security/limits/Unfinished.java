package dev.sightline.gateway.security.limits;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How many octets are kept of messages and bodies that have arrived in part, those of all connections together: each alone is
 * within its bound, and ten thousand of them would still fill the memory. Strangers may have half, so that they cannot keep out
 * who is known. What arrives whole at once is not counted, and never refused. Any thread.
 */
public final class Unfinished {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most octets, all together */
    public Unfinished(long most) {
        this.most = most;
    }

    /** How many octets there are. */
    public long held() {
        return held.get();
    }

    /** One message or body after the other of one connection; it has to be closed. */
    public Part part() {
        return new Part();
    }

    /** What has arrived of one. For one thread at a time. */
    public final class Part implements AutoCloseable {
        private long size;
        private boolean closed;

        private Part() {}

        /**
         * Says how much there is of it now.
         *
         * @param known whether it is of somebody who is known; asked only where that matters
         * @return false when there is no room for it; then it counts as before
         */
        public boolean resize(long octets, BooleanSupplier known) {
            long more = octets - size;
            if (closed || more == 0) {
                return !closed;
            }
            long all = held.addAndGet(more);
            if (more > 0 && all > most / 2 && (all > most || !known.getAsBoolean())) {
                held.addAndGet(-more);
                return false;
            }
            size = octets;
            return true;
        }

        @Override
        public void close() {
            held.addAndGet(-size);
            size = 0;
            closed = true;
        }
    }
}
