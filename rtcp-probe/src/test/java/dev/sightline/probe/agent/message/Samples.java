package dev.sightline.probe.agent.message;

import dev.sightline.probe.DropScope;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes records in which every component says something, also those that are added tomorrow. */
final class Samples {
    private static final Instant AT = Instant.parse("2026-02-03T04:05:06.789123456Z");
    private static final int MAX_PORT = 65_535;

    private final int listSize;
    private int count;

    private Samples(int listSize) {
        this.listSize = listSize;
    }

    /** A record whose lists have this many items, and all other values differ. */
    static <T> T of(Class<T> type, int listSize) {
        return type.cast(new Samples(listSize).value(type));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        Class<?> raw = (Class<?>) type;
        int number = ++count;
        if (raw == String.class) {
            return "text \"" + number + "\" – Grüße\\\u2028";
        } else if (raw == long.class || raw == Long.class) {
            return 4_294_967_296L + number;
        } else if (raw == int.class) {
            return Math.min(number, MAX_PORT);
        } else if (raw == boolean.class) {
            return true;
        } else if (raw == double.class) {
            return number + 0.5;
        } else if (raw == Instant.class) {
            return AT.plusMillis(number);
        } else if (raw == Duration.class) {
            return Duration.ofMillis(number);
        } else if (raw == InetAddress.class) {
            return address("10.%d.%d.%d", number);
        } else if (raw == InetSocketAddress.class) {
            return new InetSocketAddress(address("fd00::%x:%x:%x", number), Math.min(number, MAX_PORT));
        } else if (raw == DropScope.class) {
            return DropScope.ANY; // no other is told
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[number % raw.getEnumConstants().length];
        } else if (raw.isRecord()) {
            return record(raw);
        }
        throw new IllegalArgumentException("no sample of " + raw + " is known; add one");
    }

    private Object generic(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.of(value(arguments[0]));
        } else if (type.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < listSize; i++) {
                list.add(value(arguments[0]));
            }
            return List.copyOf(list);
        } else if (type.getRawType() == SortedMap.class || type.getRawType() == Map.class) {
            SortedMap<Object, Object> map = new TreeMap<>();
            for (int i = 0; i < listSize; i++) {
                map.put(value(arguments[0]), value(arguments[1]));
            }
            return map;
        }
        throw new IllegalArgumentException("no sample of " + type + " is known; add one");
    }

    private Object record(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(components[i].getGenericType());
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sample of " + type, e);
        }
    }

    /** A greater number gives a greater address: some records want two in order. */
    private static InetAddress address(String form, int number) {
        try {
            return InetAddress.getByName(form.formatted(number >> 16, number >> 8 & 255, number & 255));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
