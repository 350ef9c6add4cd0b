package dev.sightline.probe.report;

/** A column of the live table, in the order in which they stand. */
enum Column {
    CAMERA("CAMERA"),
    RTP_IN("RTP IN"),
    RTCP_OUT("RTCP OUT"),
    INTERFACE("INTERFACE"),
    VERDICT("VERDICT"),
    SINCE("SINCE");

    final String heading;

    Column(String heading) {
        this.heading = heading;
    }
}
