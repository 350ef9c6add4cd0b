package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import java.util.Optional;
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
    private Optional<Loss> waiting = Optional.empty();

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
            waiting.get().last = event;
            return;
        }
        Loss loss = new Loss(event);
        waiting = Optional.of(loss);
        mailbox.put(() -> happens.accept(taken(loss)));
    }

    private synchronized ProofLost taken(Loss loss) {
        if (waiting.filter(loss::equals).isPresent()) {
            waiting = Optional.empty();
        }
        return loss.last;
    }

    /** Waits in the mailbox; guarded by the words around it. */
    private static final class Loss {
        private ProofLost last;

        Loss(ProofLost first) {
            last = first;
        }
    }
}
