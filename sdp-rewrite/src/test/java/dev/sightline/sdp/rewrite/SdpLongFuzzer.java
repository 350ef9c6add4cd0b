package dev.sightline.sdp.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * {@link SdpFuzzer} for ten minutes, on request only:
 * {@code JAZZER_FUZZ=1 mvn -pl sdp-rewrite -am test -Dtest=SdpLongFuzzer -Dsurefire.failIfNoSpecifiedTests=false}. It begins
 * with the same inputs, which its directory of resources links to: the longest of them bounds how long an input gets.
 */
class SdpLongFuzzer {
    @FuzzTest(maxDuration = "10m")
    void whateverArrivesIsReadOrRefused(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        SdpFuzzTest.survive(text);
        SdpFuzzTest.passesTheGate(text);
    }
}
