package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Who sends RTP to one socket.
 *
 * @param sockets those that send, and the ones above them (RFC 3550, 11)
 * @param cameras their addresses
 */
record Senders(Set<InetSocketAddress> sockets, Set<InetAddress> cameras) {
    static Senders of(Collection<RtpStream> streams) {
        Set<InetSocketAddress> sockets = new HashSet<>();
        Set<InetAddress> cameras = new HashSet<>();
        for (RtpStream stream : streams) {
            sockets.add(stream.source());
            if (stream.source().getPort() < 0xffff) {
                sockets.add(
                        new InetSocketAddress(stream.camera(), stream.source().getPort() + 1));
            }
            cameras.add(stream.camera());
        }
        return new Senders(sockets, cameras);
    }
}
