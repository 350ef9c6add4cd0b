package dev.sightline.sdp.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for inputs that are not survived, guided by coverage, for some seconds of every test run. {@link SdpLongFuzzer} does
 * it for longer. What it finds becomes a file among the test resources, and is replayed from then on.
 */
class SdpFuzzer {
    @FuzzTest(maxDuration = "10s")
    void whateverArrivesIsReadOrRefused(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        SdpFuzzTest.survive(text);
        SdpFuzzTest.passesTheGate(text);
    }
}
