package dev.sightline.gateway.observe;

/** Text of someone else's, short and harmless enough for a log or the page. */
final class Printable {
    private static final int SHOWN = 200;

    private Printable() {}

    static String of(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
