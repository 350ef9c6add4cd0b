package dev.sightline.sdp.rewrite;

import java.util.List;
import java.util.Random;

/** Writes descriptions by the grammar of RFC 8866, section 9, and of the attributes' own documents. */
final class Grammar {
    private static final String CRLF = "\r\n";
    private static final List<String> CODECS =
            List.of("H264/90000", "VP8/90000", "VP9/90000", "H265/90000", "AV1/90000", "opus/48000/2", "G722/8000");
    private static final List<String> FEEDBACK = List.of("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc");
    private static final List<String> DIRECTIONS = List.of("sendrecv", "sendonly", "recvonly", "inactive");

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    Grammar(Random random) {
        this.random = random;
    }

    String description() {
        line("v=0");
        line("o=" + token() + " " + number(1_000_000_000) + " " + number(100) + " " + address());
        line("s=" + (random.nextBoolean() ? " " : "A title, with \u00e9 " + token()));
        maybe("i=" + token());
        maybe("u=http://example.com/" + token());
        maybe("e=someone@example.com");
        maybe("p=+44 1234 567");
        line("c=" + address());
        maybe("b=AS:" + number(5000));
        line("t=0 0");
        maybe("a=group:BUNDLE 0 1");
        maybe("a=ice-lite");
        maybe("a=tool:" + token());
        int sections = random.nextInt(4);
        for (int section = 0; section < sections; section++) {
            section(section);
        }
        return text.toString();
    }

    private void section(int mid) {
        String kind = random.nextBoolean() ? "video" : "audio";
        int first = 96 + random.nextInt(8);
        int count = 1 + random.nextInt(4);
        StringBuilder formats = new StringBuilder();
        for (int i = 0; i < count; i++) {
            formats.append(' ').append(first + 2 * i).append(' ').append(first + 2 * i + 1);
        }
        line("m=" + kind + " " + (1 + number(65000)) + (random.nextBoolean() ? " RTP/AVPF" : " UDP/TLS/RTP/SAVPF")
                + formats);
        maybe("c=" + address());
        maybe("b=TIAS:" + number(5_000_000));
        for (int i = 0; i < count; i++) {
            format(first + 2 * i);
        }
        maybe("a=" + pick(DIRECTIONS));
        maybe("a=rtcp:" + (1 + number(65000)) + (random.nextBoolean() ? " " + address() : ""));
        maybe("a=rtcp-mux");
        maybe("a=mid:" + mid);
        maybe("a=setup:actpass");
        maybe("a=direction:active");
        maybe("a=ice-ufrag:" + "abcd".repeat(1 + random.nextInt(3)));
        maybe("a=ice-pwd:" + "abcd/".repeat(5 + random.nextInt(3)));
        maybe("a=fingerprint:sha-256 0A:fF:99");
        maybe("a=extmap:" + number(14) + " urn:ietf:params:rtp-hdrext:" + token());
        maybe("a=msid:" + token() + " " + token());
        maybe("a=candidate:" + token() + " 1 udp " + number(2_000_000_000) + " 192.0.2." + number(255)
                + " 40000 typ host");
        if (random.nextBoolean()) {
            line("a=ssrc-group:FID 1 2");
            line("a=ssrc:1 cname:" + token());
            line("a=ssrc:2 cname:" + token());
        }
        maybe("a=x-" + token() + ":10.0.0.5 " + token());
    }

    private void format(int payloadType) {
        String codec = pick(CODECS);
        line("a=rtpmap:" + payloadType + " " + codec);
        if (codec.startsWith("H264")) {
            line("a=fmtp:" + payloadType + " packetization-mode=1;profile-level-id=42e01f");
        }
        for (String message : FEEDBACK) {
            maybe("a=rtcp-fb:" + payloadType + " " + message);
        }
        line("a=rtpmap:" + (payloadType + 1) + " rtx/90000");
        line("a=fmtp:" + (payloadType + 1) + " apt=" + payloadType);
    }

    private String address() {
        return random.nextBoolean()
                ? "IN IP4 192.0.2." + number(255)
                : "IN IP6 2001:db8::" + Integer.toHexString(1 + number(65000));
    }

    private String token() {
        String letters = "abcXYZ019!#$%&'*+-.^_`{|}~";
        StringBuilder token = new StringBuilder("t");
        for (int i = random.nextInt(8); i > 0; i--) {
            token.append(letters.charAt(random.nextInt(letters.length())));
        }
        return token.toString();
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private int number(int bound) {
        return random.nextInt(bound);
    }

    private void maybe(String content) {
        if (random.nextBoolean()) {
            line(content);
        }
    }

    private void line(String content) {
        text.append(content).append(CRLF);
    }
}
