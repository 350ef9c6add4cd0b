package dev.sightline.bench.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a capture of cameras whose feedback is delivered: RTP, a sender report every five seconds, and receiver reports
 * with REMB twice a second, or every five seconds where less than ten packets of RTP come in one. The same plan gives the
 * same file.
 */
public final class CaptureGenerator {
    private static final long MICROS = 1_000_000;
    private static final long REPORT_INTERVAL = 5 * MICROS;
    private static final long FEEDBACK_INTERVAL = MICROS / 2;
    private static final int SLOW = 10;
    private static final long FIRST_FEEDBACK = MICROS / 10;

    private CaptureGenerator() {}

    /**
     * Writes {@code file} anew.
     *
     * @throws IOException when it cannot be written
     */
    public static void write(CapturePlan plan, Path file) throws IOException {
        try (PcapWriter out = new PcapWriter(file, plan.link())) {
            List<CameraTraffic> cameras = new ArrayList<>();
            for (int number = 0; number < plan.cameras(); number++) {
                cameras.add(
                        new CameraTraffic(number, plan.size() - plan.link().header() - PcapWriter.IP_UDP, plan.rate()));
            }
            long start = 1_767_225_600L * MICROS; // 2026-01-01
            long interval = MICROS / plan.rate();
            long turn = Math.max(1, interval / plan.cameras());
            long left = plan.packets();
            for (long round = 0; left > 0; round++) {
                for (int number = 0; number < plan.cameras() && left > 0; number++) {
                    long at = start + round * interval + number * turn;
                    left -= cameras.get(number).send(out, at, round, left);
                }
            }
        }
    }

    /**
     * Whether something that is due every {@code interval} is due in this round of RTP; cameras are spread over it.
     *
     * @param rate rounds in a second
     */
    static boolean isDue(long round, int camera, int rate, long interval) {
        long rounds = interval / (MICROS / rate);
        return (round + 7L * camera) % rounds == 0;
    }

    static boolean reportIsDue(long round, int camera, int rate) {
        return isDue(round, camera, rate, REPORT_INTERVAL);
    }

    static boolean feedbackIsDue(long round, int camera, int rate) {
        return round * (MICROS / rate) > FIRST_FEEDBACK
                && isDue(round, camera, rate, rate < SLOW ? REPORT_INTERVAL : FEEDBACK_INTERVAL);
    }
}
