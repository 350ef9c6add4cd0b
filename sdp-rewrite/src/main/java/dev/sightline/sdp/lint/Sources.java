package dev.sightline.sdp.lint;

/** What several rules rest on. An enum's constants cannot use the enum's own. */
final class Sources {
    static final String MEASURED = "Kurento 7.3, measured (docs/return-path.md)";
    static final String READ = "Kurento 7, read in its source";

    private Sources() {}
}
