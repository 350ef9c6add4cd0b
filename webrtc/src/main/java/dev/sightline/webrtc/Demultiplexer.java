package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands each datagram to its peer, on the peer's loop (RFC 7983). */
final class Demultiplexer {
    /** Datagrams on their way from one loop to another; they hold receive buffers. */
    private static final int MAX_FORWARDED = 4096;

    private final PeerDirectory directory;
    private final PortCounters counters;
    private final AtomicInteger forwarding = new AtomicInteger();

    Demultiplexer(PeerDirectory directory, PortCounters counters) {
        this.directory = directory;
        this.counters = counters;
    }

    /** @param datagram stays the caller's */
    void received(ByteBuf datagram, Tuple tuple, LoopSockets at) {
        if (datagram.readableBytes() > LoopSockets.MAX_DATAGRAM) {
            counters.malformed.increment();
            return;
        }
        switch (PacketKind.of(datagram)) {
            case STUN -> stun(datagram, tuple, at);
            case DTLS ->
                directory
                        .at(tuple)
                        .ifPresentOrElse(
                                peer -> peer.receivedRecords(ByteBufUtil.getBytes(datagram)),
                                counters.unmatched::increment);
            case MEDIA ->
                directory.at(tuple).ifPresentOrElse(peer -> media(datagram, peer), counters.unmatched::increment);
            case UNKNOWN -> counters.malformed.increment();
        }
    }

    private void stun(ByteBuf datagram, Tuple tuple, LoopSockets at) {
        if (!isAwaited(datagram, tuple) && !at.stunBudget().take(tuple, directory.isProven(tuple), System.nanoTime())) {
            counters.stunLimited.increment();
            return;
        }
        Optional<StunMessage> message = StunMessage.read(ByteBufUtil.getBytes(datagram));
        Optional<PeerTransport> peer = message.flatMap(directory::addressee);
        boolean isRequest =
                message.filter(m -> m.type() == Stun.BINDING_REQUEST).isPresent();
        // A request is verified here, on the loop where it came: a flood of forged ones stays there.
        if (peer.isEmpty() || (isRequest && !peer.get().isFromPeer(message.get()))) {
            counters.stunRejected.increment();
            return;
        }
        forward(peer.get(), () -> peer.get().receivedStun(message.get(), tuple, at), () -> {});
    }

    /**
     * Whether this may answer a check that is under way from there: it costs no budget, which whoever forges the peer's
     * address and port could empty, so that consent lapses. Its 64 random bits cannot be guessed.
     */
    private boolean isAwaited(ByteBuf datagram, Tuple tuple) {
        int start = datagram.readerIndex();
        if (datagram.readableBytes() < Stun.HEADER_LENGTH) {
            return false;
        }
        int type = datagram.getUnsignedShort(start);
        if (type != Stun.BINDING_SUCCESS && type != Stun.BINDING_ERROR) {
            return false;
        }
        int at = start + Stun.HEADER_LENGTH - TransactionId.LENGTH;
        TransactionId transaction = new TransactionId(datagram.getInt(at), datagram.getLong(at + Integer.BYTES));
        return directory
                .asked(transaction)
                .filter(peer -> peer.awaits(transaction, tuple))
                .isPresent();
    }

    private void media(ByteBuf datagram, PeerTransport peer) {
        if (peer.isHere()) {
            peer.receivedMedia(datagram);
            return;
        }
        ByteBuf kept = datagram.retain();
        forward(peer, () -> peer.receivedMedia(kept), kept::release);
    }

    private void forward(PeerTransport peer, Runnable delivery, Runnable end) {
        if (peer.isHere()) {
            delivery.run();
            end.run();
            return;
        }
        if (forwarding.incrementAndGet() > MAX_FORWARDED) {
            forwarding.decrementAndGet();
            counters.overflowed.increment();
            end.run();
            return;
        }
        counters.forwarded.increment();
        try {
            peer.execute(() -> {
                forwarding.decrementAndGet();
                try {
                    delivery.run();
                } finally {
                    end.run();
                }
            });
        } catch (RejectedExecutionException e) { // the loops are shutting down
            forwarding.decrementAndGet();
            end.run();
        }
    }
}
