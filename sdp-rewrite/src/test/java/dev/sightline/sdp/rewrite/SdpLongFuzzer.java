package dev.sightline.sdp.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** {@link SdpFuzzer} for ten minutes, on request only: {@code mvn -pl sdp-rewrite -am test -Dtest=SdpLongFuzzer}. */
class SdpLongFuzzer {
    @FuzzTest(maxDuration = "10m")
    void whateverArrivesIsReadOrRefused(byte[] bytes) {
        SdpFuzzTest.survive(new String(bytes, ISO_8859_1));
    }
}
