package dev.sightline.probe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The counts of one camera's packets, in columns. Not for several threads. */
final class PacketRows {
    /**
     * A line.
     *
     * @param what RTP or RTCP
     * @param interfaces by which they were seen
     * @param sockets from where, and where to
     * @param packets how many
     * @param rest what else is to be known, in a column without an end
     */
    private record Row(String what, String interfaces, String sockets, String packets, String rest) {}

    private static final int INTERFACES = 18;
    private static final int SOCKETS = 44;
    private static final int PACKETS = 7;

    private final List<Row> rows = new ArrayList<>();

    void add(String what, String interfaces, String sockets, long packets, String rest) {
        rows.add(new Row(what, interfaces, sockets, Long.toString(packets), rest));
    }

    /** The lines: with columns of always the same width, or on a terminal as wide as what is in them. */
    List<String> lines(Page page) {
        boolean endless = page.isEndless();
        int interfaces = endless ? INTERFACES : widest(Row::interfaces);
        int sockets = endless ? SOCKETS : widest(Row::sockets);
        int packets = endless ? PACKETS : widest(Row::packets);
        String format = "  %-4s %-" + interfaces + "s %-" + sockets + "s %" + packets + "s %s";
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT, format, row.what(), row.interfaces(), row.sockets(), row.packets(), row.rest()))
                .toList();
    }

    private int widest(Function<Row, String> column) {
        return Math.max(
                1,
                rows.stream().mapToInt(row -> column.apply(row).length()).max().orElse(0));
    }
}
