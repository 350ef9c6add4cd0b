package dev.sightline.bench.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Who sends what to whom. Camera {@code n} has the address {@code firstCamera + n} and the ports 5006 and 5007; the media
 * server has two ports for each, from {@code firstPort} on.
 *
 * @param cameras how many
 * @param rate RTP packets of each in a second
 * @param size octets of an RTP packet, header included
 * @param duration how long each side sends
 * @param server the media server's address
 * @param firstCamera the first camera's address (IPv4)
 * @param firstPort the media server's first port, even
 */
public record LoadPlan(
        int cameras,
        int rate,
        int size,
        Duration duration,
        InetAddress server,
        InetAddress firstCamera,
        int firstPort) {
    static final int CAMERA_RTP = 5_006;
    static final int CAMERA_RTCP = 5_007;

    /** @throws IllegalArgumentException when a value is out of bounds */
    public LoadPlan {
        if (cameras < 1 || rate < 1 || size < 12 || size > 1_472 || firstPort < 1 || firstPort % 2 != 0) {
            throw new IllegalArgumentException("expected at least one camera and packet a second, packets of 12 to 1472"
                    + " octets and an even first port");
        }
        if (lastPort(cameras, firstPort) > 65_535) {
            throw new IllegalArgumentException(cameras + " cameras need the ports " + firstPort + " to "
                    + lastPort(cameras, firstPort) + ", which is beyond 65535");
        }
    }

    private static int lastPort(int cameras, int firstPort) {
        return firstPort + 2 * cameras - 1;
    }

    /** The media server's last port. */
    public int lastPort() {
        return lastPort(cameras, firstPort);
    }

    /** The address of camera {@code n}, from 0. */
    public InetAddress camera(int n) {
        byte[] octets = firstCamera.getAddress();
        int carry = n;
        for (int i = octets.length - 1; i >= 0; i--) {
            carry += octets[i] & 0xff;
            octets[i] = (byte) carry;
            carry >>>= 8;
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("as many octets as an address has", e);
        }
    }

    InetSocketAddress serverRtp(int n) {
        return new InetSocketAddress(server, firstPort + 2 * n);
    }

    InetSocketAddress serverRtcp(int n) {
        return new InetSocketAddress(server, firstPort + 2 * n + 1);
    }

    InetSocketAddress cameraRtp(int n) {
        return new InetSocketAddress(camera(n), CAMERA_RTP);
    }

    InetSocketAddress cameraRtcp(int n) {
        return new InetSocketAddress(camera(n), CAMERA_RTCP);
    }

    long ssrc(int n) {
        return 0x5160_0000L + n;
    }
}
