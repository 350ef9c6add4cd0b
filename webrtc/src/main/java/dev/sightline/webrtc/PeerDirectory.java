package dev.sightline.webrtc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which peer a datagram is for. Read on every loop, changed by the peers themselves. */
final class PeerDirectory {
    private final Map<String, PeerTransport> byUfrag = new ConcurrentHashMap<>();
    private final Map<Integer, PeerTransport> byId = new ConcurrentHashMap<>();
    private final Map<Tuple, PeerTransport> byTuple = new ConcurrentHashMap<>();
    private final Set<Tuple> proven = ConcurrentHashMap.newKeySet();

    /** False when its user name fragment or number is taken: draw others. */
    boolean add(PeerTransport peer) {
        if (byUfrag.putIfAbsent(peer.localUfrag(), peer) != null) {
            return false;
        }
        if (byId.putIfAbsent(peer.id(), peer) != null) {
            byUfrag.remove(peer.localUfrag(), peer);
            return false;
        }
        return true;
    }

    void remove(PeerTransport peer) {
        byUfrag.remove(peer.localUfrag(), peer);
        byId.remove(peer.id(), peer);
    }

    /**
     * Whose STUN message this is: a request names our user name fragment, a response carries the number of the peer that
     * asked. It is not authentic for that yet.
     */
    Optional<PeerTransport> addressee(StunMessage message) {
        return message.type() == Stun.BINDING_REQUEST
                ? message.username()
                        .map(name -> name.substring(0, Math.max(0, name.indexOf(':'))))
                        .map(byUfrag::get)
                : asked(message.transaction());
    }

    /** Whose check a response with that number would answer. */
    Optional<PeerTransport> asked(TransactionId transaction) {
        return Optional.ofNullable(byId.get(transaction.owner()));
    }

    Optional<PeerTransport> at(Tuple tuple) {
        return Optional.ofNullable(byTuple.get(tuple));
    }

    /** After an authentic request: it may have a forged source, so it takes no address from another peer. */
    void claim(Tuple tuple, PeerTransport peer) {
        byTuple.putIfAbsent(tuple, peer);
    }

    /** After the peer answered our own check there: the address is its own. */
    void assign(Tuple tuple, PeerTransport peer) {
        byTuple.put(tuple, peer);
        proven.add(tuple);
    }

    void release(Tuple tuple, PeerTransport peer) {
        if (byTuple.remove(tuple, peer)) {
            proven.remove(tuple);
        }
    }

    /** Whether a peer has answered a check there. */
    boolean isProven(Tuple tuple) {
        return proven.contains(tuple);
    }

    int size() {
        return byId.size();
    }

    List<PeerTransport> peers() {
        return List.copyOf(byId.values());
    }
}
