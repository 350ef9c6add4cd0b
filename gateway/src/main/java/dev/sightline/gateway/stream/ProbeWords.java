package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is said of a stream's proof, in the order in which it came. A verdict for which there is no room is repeated by its
 * probe; that nobody looks any more is said once, so there is always room for it: of several that nothing comes between, the
 * last one waits for all. Safe for any thread.
 */
final class ProbeWords {
    private final Mailbox mailbox;
    private final Consumer<StreamEvent> happens;
    private Optional<AtomicReference<ProofLost>> waiting = Optional.empty();

    ProbeWords(Mailbox mailbox, Consumer<StreamEvent> happens) {
        this.mailbox = mailbox;
        this.happens = happens;
    }

    /**
     * Whether there was room for it.
     *
     * @param judged is asked when its turn comes
     */
    synchronized boolean judged(Supplier<? extends StreamEvent> judged) {
        boolean taken = mailbox.offer(() -> happens.accept(judged.get()));
        if (taken) {
            waiting = Optional.empty(); // what is lost after it is not to be lost before it
        }
        return taken;
    }

    synchronized void lost(ProofLost event) {
        if (waiting.isPresent()) {
            waiting.get().set(event);
            return;
        }
        AtomicReference<ProofLost> last = new AtomicReference<>(event);
        waiting = Optional.of(last);
        mailbox.put(() -> happens.accept(taken(last)));
    }

    private synchronized ProofLost taken(AtomicReference<ProofLost> last) {
        if (waiting.filter(last::equals).isPresent()) {
            waiting = Optional.empty();
        }
        return last.get();
    }
}
