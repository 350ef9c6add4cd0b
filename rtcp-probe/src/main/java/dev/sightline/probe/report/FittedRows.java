package dev.sightline.probe.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows whose columns stand below each other within the width of a terminal. Camera and verdict are always there, and the
 * verdict is whole. Where there is no room for all of the others, long addresses, interfaces and reports are cut down to
 * what still tells something; where that is not enough, what says least is left out first.
 */
final class FittedRows {
    static final String GAP = "  ";

    /** Besides camera and verdict: what says most comes first. */
    private static final List<Column> BY_WORTH =
            List.of(Column.RTP_IN, Column.INTERFACE, Column.SINCE, Column.RTCP_OUT);

    /** A part of these columns is better than none: any IPv4 address is whole, and so are the reports of one type. */
    private static final Map<Column, Integer> LEAST =
            Map.of(Column.CAMERA, 16, Column.INTERFACE, 11, Column.RTCP_OUT, 10);

    /** What gets the room that is left first. */
    private static final List<Column> BY_NEED = List.of(Column.INTERFACE, Column.CAMERA, Column.RTCP_OUT);

    /** Reports of two types, which come before the rest of a long address. */
    private static final int MOST_REPORTS_TELL = 28;

    private final Map<Column, Integer> widths = new EnumMap<>(Column.class);
    private final List<Map<Column, String>> rows;
    private int room;

    /** @param width columns of the terminal */
    FittedRows(List<Map<Column, String>> rows, int width) {
        this.rows = rows;
        int verdict = widest(rows, Column.VERDICT);
        int camera = Math.min(least(Column.CAMERA), Math.max(1, width - verdict - GAP.length()));
        widths.put(Column.CAMERA, camera);
        widths.put(Column.VERDICT, verdict);
        room = width - camera - GAP.length() - verdict;
        for (Column column : BY_WORTH) {
            int least = least(column);
            if (GAP.length() + least <= room) {
                widths.put(column, least);
                room -= GAP.length() + least;
            }
        }
        widen(Column.RTCP_OUT, MOST_REPORTS_TELL);
        BY_NEED.forEach(column -> widen(column, Integer.MAX_VALUE));
    }

    private int least(Column column) {
        return Math.min(widest(rows, column), LEAST.getOrDefault(column, Integer.MAX_VALUE));
    }

    private void widen(Column column, int most) {
        widths.computeIfPresent(column, (same, width) -> {
            int wider = Math.max(0, Math.min(room, Math.min(most, widest(rows, column)) - width));
            room -= wider;
            return width + wider;
        });
    }

    private static int widest(List<Map<Column, String>> rows, Column column) {
        return rows.stream()
                .mapToInt(row -> row.getOrDefault(column, "").length())
                .max()
                .orElse(0);
    }

    /** The cells of a row that there is room for, each as wide as its column. */
    Map<Column, String> fitted(Map<Column, String> row) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        widths.forEach((column, width) ->
                cells.put(column, padded(cut(column, row.getOrDefault(column, ""), width), width)));
        return cells;
    }

    static String line(Map<Column, String> cells) {
        return cells.values().stream().collect(Collectors.joining(GAP)).stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** Cameras of one site have the beginning of a long address in common; of interfaces the way out comes last. */
    private static String cut(Column column, String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int before = switch (column) {
            case CAMERA -> 0;
            case INTERFACE -> (width - 1) / 2;
            default -> width - 1;
        };
        return text.substring(0, before) + "…" + text.substring(text.length() - (width - 1 - before));
    }
}
