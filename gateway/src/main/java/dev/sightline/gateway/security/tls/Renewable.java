package dev.sightline.gateway.security.tls;

import java.util.Optional;

/** What files hold, read again once they have changed and rest. For one thread, which is no event loop. */
final class Renewable<T> {
    private final Source<T> source;
    private final T first;
    private Object used;
    private Object seen;
    private Optional<String> refused = Optional.empty();

    /** Where it comes from. */
    interface Source<T> {
        /** Something that equals what was answered before for as long as there is nothing new to be read. */
        Object state();

        T read() throws TlsException;
    }

    /** What is done with something newer. */
    interface Use<T> {
        /** @throws TlsException when it cannot be used; the one before it goes on */
        void of(T newer) throws TlsException;
    }

    /** What came of a look. */
    sealed interface Look {
        /** Nothing is new. */
        record Same() implements Look {}

        record Renewed() implements Look {}

        /** What there is cannot be used: told when it is found, and not again for as long as the reason is the same. */
        record Refused(String why) implements Look {}
    }

    /** @throws TlsException when there is nothing that can be read */
    Renewable(Source<T> source) throws TlsException {
        this.source = source;
        this.used = source.state();
        this.seen = used;
        this.first = source.read();
    }

    /** What was read at the start. */
    T first() {
        return first;
    }

    /** What was read may not be good: it is looked at again though nothing changes. */
    void doubt(String why) {
        refused = Optional.of(why);
    }

    /** A change is read once it has settled: a renewal takes files away one after the other. */
    Look look(Use<T> use) {
        Object state = source.state();
        boolean settled = state.equals(seen);
        seen = state;
        boolean same = state.equals(used);
        if (!settled || (same && refused.isEmpty())) {
            return new Look.Same();
        }
        used = state;
        try {
            use.of(source.read());
            refused = Optional.empty();
            return new Look.Renewed();
        } catch (TlsException e) {
            Optional<String> why = Optional.of(String.valueOf(e.getMessage()));
            boolean told = same && refused.equals(why);
            refused = why;
            return told ? new Look.Same() : new Look.Refused(why.get());
        }
    }
}
