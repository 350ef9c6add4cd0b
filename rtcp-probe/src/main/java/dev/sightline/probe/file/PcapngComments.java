package dev.sightline.probe.file;

import java.util.ArrayList;
import java.util.List;

/** The comments on a pcapng file and on its interfaces, the first of them; those on packets are not read. */
final class PcapngComments {
    private static final int OPTION_COMMENT = 1;
    private static final int LONGEST = 65_535;
    private static final int MOST = 256;

    private final List<String> comments = new ArrayList<>();

    /** Reads those of a block. */
    void read(PcapngOption options) {
        for (PcapngOption option = options; option.isThere() && comments.size() < MOST; option = option.next()) {
            if (option.code() == OPTION_COMMENT) {
                option.text(0, LONGEST).ifPresent(comments::add);
            }
        }
    }

    /** In the order in which they came. */
    List<String> all() {
        return List.copyOf(comments);
    }
}
