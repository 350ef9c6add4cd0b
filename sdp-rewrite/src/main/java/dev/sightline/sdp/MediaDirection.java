package dev.sightline.sdp;

/** Says who sends, in every section of {@code type} (RFC 8866, section 6.7). */
public record MediaDirection(String type, Direction direction) implements RewriteRule {
    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type)) {
                new SectionEdits(edits, in, section)
                        .setOnce(
                                line -> Direction.of(line).isPresent(),
                                "a=" + direction.attribute(),
                                line -> false,
                                "media flows this way");
            }
        }
        return edits.done();
    }
}
