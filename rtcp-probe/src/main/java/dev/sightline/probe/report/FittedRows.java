package dev.sightline.probe.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows whose columns stand below each other within the width of a terminal. Camera and verdict are always there, and the
 * verdict is whole; where there is no room for all of the others, those that say least are left out first.
 */
final class FittedRows {
    static final String GAP = "  ";

    /** Besides camera and verdict: what says most comes first. */
    private static final List<Column> BY_WORTH = List.of(Column.RTP_IN, Column.INTERFACE, Column.SINCE);

    /** Room for the reports of one type: a part of this column is better than none of it. */
    private static final int LEAST_REPORTS = 10;

    private final Map<Column, Integer> widths = new EnumMap<>(Column.class);

    /** @param width columns of the terminal */
    FittedRows(List<Map<Column, String>> rows, int width) {
        int verdict = widest(rows, Column.VERDICT);
        int camera = Math.min(widest(rows, Column.CAMERA), Math.max(1, width - verdict - GAP.length()));
        widths.put(Column.CAMERA, camera);
        widths.put(Column.VERDICT, verdict);
        int room = width - camera - GAP.length() - verdict;
        for (Column column : BY_WORTH) {
            int wide = widest(rows, column);
            if (GAP.length() + wide <= room) {
                widths.put(column, wide);
                room -= GAP.length() + wide;
            }
        }
        int reports = Math.min(widest(rows, Column.RTCP_OUT), room - GAP.length());
        if (reports >= Math.min(LEAST_REPORTS, widest(rows, Column.RTCP_OUT))) {
            widths.put(Column.RTCP_OUT, reports);
        }
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

    /** Cameras of one site have the beginning of a long address in common. */
    private static String cut(Column column, String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        return column == Column.CAMERA
                ? "…" + text.substring(text.length() - width + 1)
                : text.substring(0, width - 1) + "…";
    }
}
