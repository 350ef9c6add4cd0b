package dev.sightline.sdp.lint;

/** How bad a finding is. */
public enum Severity {
    /** It will not work as it stands. */
    ERROR,
    /** It works worse than it could, or only for some. */
    WARNING,
    /** Worth knowing when something else goes wrong. */
    INFO
}
