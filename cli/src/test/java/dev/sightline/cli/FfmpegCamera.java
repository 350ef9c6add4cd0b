package dev.sightline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A camera that is not ours: ffmpeg's own encoder, RTP packetizer and RTCP. The left half of its picture is red, the
 * right half blue; it may send a tone as Opus. Camera first: the session is posted as JSON.
 */
final class FfmpegCamera implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService keepalives = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "keepalives of ffmpeg's camera");
        thread.setDaemon(true);
        return thread;
    });
    private final URI session;
    private final Child ffmpeg;
    private final ScheduledFuture<?> beat;

    private FfmpegCamera(URI session, Child ffmpeg) {
        this.session = session;
        this.ffmpeg = ffmpeg;
        beat = keepalives.scheduleAtFixedRate(this::keepAlive, 1, 1, TimeUnit.SECONDS);
    }

    /** @param gateway the camera listener, {@code http://host:port} */
    static FfmpegCamera start(URI gateway, String id, boolean audio) throws IOException, InterruptedException {
        int videoPort = freePair();
        int audioPort = freePair();
        String body = "{\"video\":{\"port\":" + videoPort + ",\"codec\":\"H264\",\"payloadType\":103}"
                + (audio ? ",\"audio\":{\"port\":" + audioPort + ",\"codec\":\"opus\",\"payloadType\":96}" : "") + "}";
        HttpClient http = HttpClient.newHttpClient();
        URI config = gateway.resolve("/cameras/" + id + "/config");
        HttpResponse<String> document =
                http.send(HttpRequest.newBuilder(config).timeout(PATIENCE).build(), BodyHandlers.ofString());
        URI sessions = config.resolve(
                new ObjectMapper().readTree(document.body()).get("session").asText());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(sessions)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new AssertionError(
                    "The gateway refused ffmpeg's session: " + answer.statusCode() + " " + answer.body());
        }
        URI session = sessions.resolve(answer.headers().firstValue("Location").orElseThrow());
        SessionDescription sdp = SessionDescription.parse(answer.body());
        return new FfmpegCamera(session, Child.start(command(sdp, videoPort, audioPort)));
    }

    private static List<String> command(SessionDescription answer, int videoPort, int audioPort) {
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-hide_banner",
                "-loglevel",
                "error",
                "-nostdin",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "color=c=red:size=160x240:rate=25[l];color=c=blue:size=160x240:rate=25[r];[l][r]hstack[out0]"));
        boolean audio = answer.media("audio").isPresent();
        if (audio) {
            command.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
        }
        command.addAll(List.of(
                "-map",
                "0:v",
                "-c:v",
                "libx264",
                "-profile:v",
                "baseline",
                "-level",
                "3.1",
                "-pix_fmt",
                "yuv420p",
                "-tune",
                "zerolatency",
                "-preset",
                "ultrafast",
                "-g",
                "25",
                "-b:v",
                "400k",
                "-bsf:v",
                "dump_extra",
                "-payload_type",
                "103",
                "-ssrc",
                "1607797317",
                "-f",
                "rtp",
                target(answer, answer.media("video").orElseThrow(), videoPort)));
        answer.media("audio")
                .ifPresent(section -> command.addAll(List.of(
                        "-map",
                        "1:a",
                        "-c:a",
                        "libopus",
                        "-b:a",
                        "32k",
                        "-ac",
                        "2",
                        "-payload_type",
                        "96",
                        "-ssrc",
                        "229236353",
                        "-f",
                        "rtp",
                        target(answer, section, audioPort))));
        return command;
    }

    private static String target(SessionDescription answer, MediaDescription section, int localPort) {
        String address = answer.connectionOf(section).orElseThrow().address();
        return "rtp://" + address + ":" + section.port() + "?rtcpport=" + section.rtcpPort() + "&localrtpport="
                + localPort + "&localrtcpport=" + (localPort + 1) + "&pkt_size=1200";
    }

    /** An even port that is free, as the odd one after it is. */
    private static int freePair() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int attempt = 0; attempt < 100; attempt++) {
            try (DatagramSocket any = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
                int port = any.getLocalPort();
                if (port % 2 == 0 && isFree(loopback, port + 1)) {
                    return port;
                }
            }
        }
        throw new IOException("no free pair of ports");
    }

    private static boolean isFree(InetAddress address, int port) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private void keepAlive() {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(session + "/keepalive"))
                            .timeout(PATIENCE)
                            .PUT(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException gatewayGone) {
            // the test that closed the gateway knows
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        beat.cancel(true);
        keepalives.shutdownNow();
        ffmpeg.close();
    }
}
