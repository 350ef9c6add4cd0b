package dev.sightline.sdp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Session descriptions of a real media server, its cameras and a browser, byte for byte; and one that is written by hand, of
 * a browser with the policy max-bundle (RFC 8829, section 5.2.1).
 */
public final class Recording {
    private Recording() {}

    public static String read(String name) {
        try (InputStream in = Objects.requireNonNull(
                Recording.class.getResourceAsStream("/sdp/" + name + ".sdp"), "no recording " + name)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SessionDescription parsed(String name) {
        return SessionDescription.parse(read(name));
    }

    public static Stream<String> names() {
        return Stream.of(
                "a_zero_ip_discard_port.answer",
                "a_zero_ip_discard_port.offer",
                "b_server_lan_ip.answer",
                "b_server_lan_ip.offer",
                "c_camera_ip.answer",
                "c_camera_ip.offer",
                "d_zero_ip_comedia.answer",
                "d_zero_ip_comedia.offer",
                "f_camera_ip_no_remb.answer",
                "f_camera_ip_no_remb.offer",
                "g_camera_ip_audio.answer",
                "g_camera_ip_audio.offer",
                "h_comedia_audio.answer",
                "h_comedia_audio.offer",
                "chrome_offer",
                "chromium_sendrecv.answer",
                "chromium_sendrecv.offer",
                "ffmpeg_rtp",
                "gstreamer_rtsp",
                "kms_webrtc_answer",
                "kms_webrtc_answer_h264",
                "max_bundle_offer");
    }
}
