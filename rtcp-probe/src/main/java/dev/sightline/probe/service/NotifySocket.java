package dev.sightline.probe.service;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The datagram socket of systemd that $NOTIFY_SOCKET names ({@code sd_notify(3)}): Java has Unix sockets for streams only. */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int FAMILY_BYTES = 2;
    /** With the zero at its end: sun_path of {@code unix(7)}. */
    private static final int LONGEST_PATH = 108;

    private final byte[] address;

    /** What the C library calls these. */
    interface LibC extends Library {
        int socket(int family, int type, int protocol) throws LastErrorException;

        NativeLong sendto(int descriptor, byte[] data, NativeLong length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    /**
     * Names it; nothing is opened yet.
     *
     * @param name an absolute path, or {@code @} and a name of the abstract namespace
     * @throws IllegalArgumentException when it is neither
     */
    NotifySocket(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        if ((!isAbstract && !name.startsWith("/")) || path.length >= LONGEST_PATH) {
            throw new IllegalArgumentException("NOTIFY_SOCKET is '" + name
                    + "', expected an absolute path or @name, shorter than " + LONGEST_PATH + " bytes");
        }
        ByteBuffer sockaddr = ByteBuffer.allocate(FAMILY_BYTES + path.length + (isAbstract ? 0 : 1))
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(path);
        if (isAbstract) {
            sockaddr.put(FAMILY_BYTES, (byte) 0);
        }
        address = sockaddr.array();
    }

    /** @throws IOException when systemd cannot be told */
    void send(String lines) throws IOException {
        byte[] data = lines.getBytes(StandardCharsets.UTF_8);
        try {
            LibC libC = Native.load("c", LibC.class);
            int descriptor = libC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                var unused = libC.sendto(
                        descriptor,
                        data,
                        new NativeLong(data.length),
                        MSG_NOSIGNAL | MSG_DONTWAIT,
                        address,
                        address.length);
            } finally {
                libC.close(descriptor);
            }
        } catch (LastErrorException | UnsatisfiedLinkError e) {
            throw new IOException("systemd cannot be told: " + e.getMessage(), e);
        }
    }
}
