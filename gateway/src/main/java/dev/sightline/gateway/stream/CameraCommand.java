package dev.sightline.gateway.stream;

import java.util.Optional;

/** What a camera is told when it asks for commands. */
public sealed interface CameraCommand {
    /** The camera posts its session. */
    record Play() implements CameraCommand {}

    /** The gateway has negotiated for the camera: it only has to send to what {@code answer} names. */
    record PlayTo(String sessionId, String answer) implements CameraCommand {}

    /** The camera posts its session anew. */
    record Renegotiate(String reason) implements CameraCommand {}

    /** The camera stops sending. */
    record Stop() implements CameraCommand {}

    /** What a keepalive is answered. */
    sealed interface KeepAlive {
        record Alive() implements KeepAlive {}

        record Again(String reason) implements KeepAlive {}

        /** There is no such session. */
        record Unknown(Optional<String> reason) implements KeepAlive {}
    }
}
