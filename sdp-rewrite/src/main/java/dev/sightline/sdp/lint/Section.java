package dev.sightline.sdp.lint;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.Connection;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * One media description with what counts for it.
 *
 * @param place among the sections, counted from 0
 * @param connection the section's own {@code c=}, else the session's
 * @param connectionLine where that stands; the {@code m=} line when there is none
 * @param port empty when the line has no valid one
 * @param rtcpPort empty when there is none
 */
record Section(
        int place,
        MediaDescription media,
        Optional<Connection> connection,
        SdpLine connectionLine,
        OptionalInt port,
        OptionalInt rtcpPort) {

    static Section of(int place, MediaDescription media, Optional<SdpLine> sessionLine, Optional<Connection> session) {
        Optional<Connection> own = media.connection();
        Optional<SdpLine> line = own.isPresent() ? connectionLine(media.lines()) : sessionLine;
        return new Section(
                place,
                media,
                own.or(() -> session),
                line.orElseGet(media::line),
                number(media::port),
                number(media::rtcpPort));
    }

    static Optional<SdpLine> connectionLine(List<SdpLine> lines) {
        return lines.stream().filter(SdpLine::isConnection).findFirst();
    }

    private static OptionalInt number(IntSupplier port) {
        try {
            return OptionalInt.of(port.getAsInt());
        } catch (SdpException none) {
            return OptionalInt.empty();
        }
    }

    boolean isRtp() {
        return media.protocol().contains("RTP/");
    }

    boolean isRefused() {
        return port.isPresent() && media.isRejected();
    }

    boolean isLive() {
        return isRtp() && port.isPresent() && !isRefused();
    }

    /** Received where its bundle is, whose transport it shares (RFC 9143, section 6). */
    boolean isBundleOnly() {
        return port.orElse(-1) == 0 && !isRefused();
    }

    /** RTP without ICE and DTLS, where {@code c=} and the ports decide. */
    boolean isPlain() {
        return isLive() && !isBundleOnly() && !Role.isWebRtc(media);
    }

    /** True for {@code a=direction:active} in the section itself. */
    boolean isActive() {
        return media.comedia().filter(Comedia.ACTIVE::equals).isPresent();
    }

    Optional<InetAddress> address() {
        return connection.flatMap(Connection::inetAddress);
    }

    /** The first attribute line of that name, else the {@code m=} line. */
    SdpLine lineOf(String attribute) {
        for (SdpLine line : media.lines()) {
            if (line.isAttribute(attribute)) {
                return line;
            }
        }
        return media.line();
    }
}
