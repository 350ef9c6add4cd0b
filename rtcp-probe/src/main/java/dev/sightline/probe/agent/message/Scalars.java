package dev.sightline.probe.agent.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.sightline.probe.Wording;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Values that are one text in a message: times in ISO 8601, addresses as literals (a name would be looked up), sockets as
 * {@code address:port}.
 */
final class Scalars {
    /** Times are reckoned with: outside of these they could overflow. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int MAX_PORT = 65_535;

    private Scalars() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("sightline");
        add(module, InetAddress.class, Wording::address, Scalars::address);
        add(module, InetSocketAddress.class, Wording::socket, Scalars::socket);
        add(module, Instant.class, Instant::toString, Scalars::instant);
        add(module, Duration.class, Duration::toString, Scalars::duration);
        return module;
    }

    private static InetAddress address(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new IllegalArgumentException("expected an IP address in digits");
        }
        return address;
    }

    private static InetSocketAddress socket(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && colon > 0 && text.charAt(colon - 1) == ']';
        if (colon < 0) {
            throw new IllegalArgumentException("expected address:port");
        }
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 0 || port > MAX_PORT || (!bracketed && host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException("expected address:port");
        }
        return new InetSocketAddress(address(host), port);
    }

    private static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
            throw new IllegalArgumentException("expected a time from 1970 to 9999");
        }
        return instant;
    }

    private static Duration duration(String text) {
        Duration duration = Duration.parse(text);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("expected a duration from PT0S to " + LONGEST);
        }
        return duration;
    }

    private static <T> void add(
            SimpleModule module, Class<T> type, Function<T, String> writer, Function<String, T> reader) {
        module.addSerializer(type, new Writer<>(type, writer));
        module.addDeserializer(type, new Reader<>(type, reader));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // mappers are never serialised
        private final Function<T, String> text;

        Writer(Class<T> type, Function<T, String> text) {
            super(type);
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(text.apply(value));
        }
    }

    private static final class Reader<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // mappers are never serialised
        private final Function<String, T> value;

        Reader(Class<T> type, Function<String, T> value) {
            super(type);
            this.value = value;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return value.apply(text);
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                throw context.weirdStringException(text, _valueClass, String.valueOf(e.getMessage()));
            }
        }
    }
}
