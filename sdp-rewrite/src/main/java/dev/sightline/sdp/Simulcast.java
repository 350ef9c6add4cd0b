package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The streams of one source in several sizes: {@code a=simulcast:send hi;mid,~lo recv 1} (RFC 8853, section 5.1).
 *
 * @param send the streams in order, each as a list of alternatives; empty when nothing is sent
 * @param receive the same for what is received
 */
public record Simulcast(List<List<Alternative>> send, List<List<Alternative>> receive) implements SdpValue {
    private static final String EXPECTED =
            "send or recv and the streams' names were expected, as in a=simulcast:send hi;mid;lo";

    /**
     * One way to send a stream.
     *
     * @param rid its {@link Rid}
     * @param paused true for {@code ~}: not sent at first
     */
    public record Alternative(String rid, boolean paused) {
        @Override
        public String toString() {
            return (paused ? "~" : "") + rid;
        }
    }

    /** The lists are copied. */
    public Simulcast {
        send = send.stream().map(List::copyOf).toList();
        receive = receive.stream().map(List::copyOf).toList();
    }

    static Simulcast read(ValueReader in) throws MalformedLine {
        List<List<Alternative>> send = List.of();
        List<List<Alternative>> receive = List.of();
        do {
            int column = in.column();
            String direction = in.word(EXPECTED);
            if (direction.equals("send") && send.isEmpty()) {
                send = streams(in);
            } else if (direction.equals("recv") && receive.isEmpty()) {
                receive = streams(in);
            } else {
                throw new MalformedLine(column, EXPECTED);
            }
        } while (!in.atEnd());
        return new Simulcast(send, receive);
    }

    private static List<List<Alternative>> streams(ValueReader in) throws MalformedLine {
        int column = in.column();
        List<List<Alternative>> streams = new ArrayList<>();
        for (String stream : Fields.split(in.word(EXPECTED), ';')) {
            List<Alternative> alternatives = new ArrayList<>();
            for (String rid : Fields.split(stream, ',')) {
                boolean paused = rid.startsWith("~");
                alternatives.add(new Alternative(paused ? rid.substring(1) : rid, paused));
            }
            streams.add(alternatives);
        }
        if (streams.isEmpty() || streams.stream().anyMatch(List::isEmpty)) {
            throw new MalformedLine(column, EXPECTED);
        }
        return streams;
    }

    @Override
    public String toLine() {
        String sent = send.isEmpty() ? "" : "send " + written(send);
        String received = receive.isEmpty() ? "" : "recv " + written(receive);
        return "a=simulcast:" + sent + (sent.isEmpty() || received.isEmpty() ? "" : " ") + received;
    }

    private static String written(List<List<Alternative>> streams) {
        return streams.stream()
                .map(stream -> stream.stream().map(Alternative::toString).collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }
}
