package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Terminal;

/** Colours, where a terminal shows them. */
final class Paint {
    static final Paint NONE = new Paint(false);

    private final boolean coloured;

    private Paint(boolean coloured) {
        this.coloured = coloured;
    }

    /** @param when {@code auto}, {@code always} or {@code never} */
    static Paint of(ColourChoice when) {
        return switch (when) {
            case ALWAYS -> new Paint(true);
            case NEVER -> NONE;
            case AUTO -> Terminal.isThere() && Terminal.hasColours() ? new Paint(true) : NONE;
        };
    }

    String red(String text) {
        return painted("31", text);
    }

    String green(String text) {
        return painted("32", text);
    }

    String yellow(String text) {
        return painted("33", text);
    }

    String bold(String text) {
        return painted("1", text);
    }

    private String painted(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
