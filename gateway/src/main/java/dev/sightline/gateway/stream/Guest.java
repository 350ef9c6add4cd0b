package dev.sightline.gateway.stream;

/** A camera that is not listed and has a place. Of another it is told by being another one, not by what it holds. */
final class Guest {
    private final Stream stream;
    private final Origin origin;
    private long heardAt;

    Guest(Stream stream, Origin origin) {
        this.stream = stream;
        this.origin = origin;
        this.heardAt = stream.heardAt();
    }

    Stream stream() {
        return stream;
    }

    Origin origin() {
        return origin;
    }

    /** When it was heard of, as far as was looked: its place in the order. In {@link System#nanoTime}. */
    long heardAt() {
        return heardAt;
    }

    /** Only while it is in no order. */
    void lookAgain() {
        heardAt = stream.heardAt();
    }
}
